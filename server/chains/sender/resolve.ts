import { inTransaction, type Tx } from '../../kernel/database.ts'
import type { ChainTransactionState } from '../types.ts'
import { broadcast } from './broadcast.ts'
import type { SenderContext } from './context.ts'
import { replaceAttempt } from './replace-attempt.ts'
import { settle } from './settle.ts'
import { loadAttempts, loadTransaction, type TransactionKey } from './transaction-row.ts'

/** `MINED`: on chain, waits for its finality; nothing to decide. `FEE_CAP`: a cancellation must pay more than the chain's cap allows. */
export type Resolution =
  | { readonly resolved: true; readonly state: ChainTransactionState }
  | { readonly resolved: false; readonly because: 'NOT_FOUND' | 'ALREADY_FINAL' | 'MINED' | 'FEE_CAP' }

/** Writes the audit row of an operator's decision, in the commit that makes the decision durable. */
export type RecordDecision = (tx: Tx) => Promise<void>

/**
 * An operator's `retry`: one more attempt of the payment with higher fees, above the ladder's length but not above the fee cap;
 * where the cap leaves no room, the newest attempt is broadcast again. @throws when the node cannot be asked.
 */
export async function retryTransaction(
  ctx: SenderContext,
  key: TransactionKey,
  record: RecordDecision,
): Promise<Resolution> {
  return resolve(ctx, key, record, false)
}

/**
 * An operator's `cancel`: without a nonce it ends at once (LOST). With one, the nonce is spent by a transfer of nothing to itself;
 * the payment ends LOST when that is final, or as paid when the original was mined first. @throws when the node cannot be asked.
 */
export async function cancelTransaction(
  ctx: SenderContext,
  key: TransactionKey,
  record: RecordDecision,
): Promise<Resolution> {
  const end = { outcome: 'LOST' as const, hash: null, reason: 'cancelled before it was sent' }
  const row = await loadTransaction(ctx.db, key)
  if (
    row?.state === 'QUEUED' &&
    (await settle(ctx, row, (current) => current.state === 'QUEUED', end, record))
  )
    return { resolved: true, state: 'LOST' }
  return resolve(ctx, key, record, true)
}

async function resolve(
  ctx: SenderContext,
  key: TransactionKey,
  record: RecordDecision,
  asCancellation: boolean,
): Promise<Resolution> {
  const row = await loadTransaction(ctx.db, key)
  if (row === null) return { resolved: false, because: 'NOT_FOUND' }
  if (row.settled_at !== null) return { resolved: false, because: 'ALREADY_FINAL' }
  if (row.state === 'MINED') return { resolved: false, because: 'MINED' }
  if (row.state === 'QUEUED') return wakeQueued(ctx, key, record)
  const attempts = await loadAttempts(ctx.db, row)
  const replaced = await replaceAttempt(ctx, row, attempts, asCancellation, record)
  if (replaced === 'FEE_CAP') {
    if (asCancellation) return { resolved: false, because: 'FEE_CAP' }
    await inTransaction(ctx.db, record)
    const newest = attempts.at(-1)
    if (newest !== undefined) await broadcast(ctx, newest)
  }
  return { resolved: true, state: (await loadTransaction(ctx.db, key))?.state ?? row.state }
}

/** A queued one is tried again at once, with all its tries. */
async function wakeQueued(
  ctx: SenderContext,
  key: TransactionKey,
  record: RecordDecision,
): Promise<Resolution> {
  await inTransaction(ctx.db, async (tx) => {
    await tx
      .updateTable('chain_transactions')
      .set({ tries: 0, next_at: new Date() })
      .where('company_id', '=', key.company_id)
      .where('id', '=', key.id)
      .where('state', '=', 'QUEUED')
      .execute()
    await record(tx)
  })
  return { resolved: true, state: 'QUEUED' }
}
