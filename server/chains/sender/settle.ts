import { inTransaction, type Tx } from '../../kernel/database.ts'
import { inTrace } from '../../kernel/trace.ts'
import type { Chain } from '../chain.ts'
import type { SettledTransaction } from '../types.ts'
import type { SenderContext } from './context.ts'
import { settledTransactions } from './metrics.ts'
import { lockTransaction, type TransactionRow } from './transaction-row.ts'

/** No money of a company hangs on these, and no operator is asked about them; who needs one that is lost queues it again. All others must have a handler. */
export const UNATTENDED_PURPOSES: ReadonlySet<string> = new Set([
  'gas',
  'treasury_gas',
  'recover_gas',
  'nonce_gap',
  'deploy',
  'sweep',
  'energy',
  'return_energy',
  'activate',
])

export interface End {
  readonly outcome: SettledTransaction['outcome']
  /** What the outside is shown; a cancellation's hash is not the payment's. */
  readonly hash: string | null
  readonly reason: string | null
}

/**
 * Records the end (or MANUAL_CHECK) and tells the purpose's handler, in one commit. `stillSo` is asked of the locked row: what
 * was seen on chain must still be what the row says. @returns false when it is not; nothing happened then.
 */
export function settle(
  ctx: SenderContext<Chain>,
  row: TransactionRow,
  stillSo: (current: TransactionRow) => boolean,
  end: End,
  alsoRecord: (tx: Tx) => Promise<void> = async () => {},
): Promise<boolean> {
  const attributes = {
    'holdfast.chain': row.chain,
    'holdfast.purpose': row.purpose,
    'holdfast.outcome': end.outcome,
  }
  return inTrace(row.trace_id, 'sender.settle', attributes, () =>
    settleOnce(ctx, row, stillSo, end, alsoRecord),
  )
}

async function settleOnce(
  ctx: SenderContext<Chain>,
  row: TransactionRow,
  stillSo: (current: TransactionRow) => boolean,
  end: End,
  alsoRecord: (tx: Tx) => Promise<void>,
): Promise<boolean> {
  const settled = await inTransaction(ctx.db, async (tx) => {
    const current = await lockTransaction(tx, row)
    if (current.settled_at !== null || !stillSo(current)) return false
    await tx
      .updateTable('chain_transactions')
      .set({
        state: end.outcome,
        last_error: end.reason,
        ...(end.outcome === 'MANUAL_CHECK' ? {} : { settled_at: ctx.clock.now() }),
      })
      .where('company_id', '=', row.company_id)
      .where('id', '=', row.id)
      .execute()
    await alsoRecord(tx)
    if (end.outcome === 'MANUAL_CHECK' && current.state !== 'MANUAL_CHECK')
      await ctx.trouble(tx, { kind: 'STUCK', row: current })
    const handler = ctx.onSettled.get(row.purpose)
    if (handler === undefined && !UNATTENDED_PURPOSES.has(row.purpose))
      throw new Error(`Nobody books the end of transactions of purpose ${row.purpose}`)
    const { company_id: companyId, id, chain, purpose, intent } = current
    await handler?.(tx, { companyId, id, chain, purpose, intent, ...end })
    return true
  })
  if (settled) {
    settledTransactions.inc({ chain: row.chain, purpose: row.purpose, outcome: end.outcome })
    const level = end.outcome === 'SUCCEEDED' ? 'info' : 'warn'
    ctx.log[level](
      { chain: row.chain, transaction: row.id, purpose: row.purpose, ...end },
      'chain transaction settled',
    )
    await ctx.checkpoint('settled')
  }
  return settled
}
