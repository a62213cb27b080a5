import { inTransaction } from '../../../kernel/database.ts'
import type { SenderContext } from '../../sender/context.ts'
import type { RecordDecision, Resolution } from '../../sender/resolve.ts'
import {
  loadAttempts,
  loadTransaction,
  type TransactionKey,
  type TransactionRow,
} from '../../sender/transaction-row.ts'
import type { TronChain } from '../tron-chain.ts'
import { broadcast } from './broadcast.ts'
import { giveUp, sendAttempt } from './send-attempt.ts'
import { lookAtTron } from './tron-view.ts'

/**
 * An operator's `retry`: what can still be mined is broadcast again; when all of it is dead, one more is signed, beyond the platform's own
 * number. It takes back an earlier `cancel`. @throws NodeUnavailable
 */
export async function retryTransaction(
  ctx: SenderContext<TronChain>,
  key: TransactionKey,
  record: RecordDecision,
): Promise<Resolution> {
  const row = await findOpen(ctx, key)
  if ('because' in row) return row
  const alive = (await loadAttempts(ctx.db, row)).find(({ dead_block }) => dead_block === null)
  const isSigned =
    row.state !== 'QUEUED' &&
    alive === undefined &&
    (await sendAttempt(ctx, await lookAtTron(ctx.chain), row, record))
  if (!isSigned)
    await inTransaction(ctx.db, async (tx) => {
      await tx
        .updateTable('chain_transactions')
        .set({ tries: 0, next_at: new Date(), cancel_requested_at: null })
        .where('company_id', '=', row.company_id)
        .where('id', '=', row.id)
        .where('settled_at', 'is', null)
        .execute()
      await record(tx)
    })
  if (alive !== undefined) await broadcast(ctx, alive)
  return { resolved: true, state: (await loadTransaction(ctx.db, row))?.state ?? row.state }
}

/**
 * An operator's `cancel`: with nothing signed, or all of it dead, it ends at once (LOST). Else nothing more is signed, and it ends LOST
 * when what is out is proved dead, or as paid when that was mined first.
 */
export async function cancelTransaction(
  ctx: SenderContext<TronChain>,
  key: TransactionKey,
  record: RecordDecision,
): Promise<Resolution> {
  const row = await findOpen(ctx, key)
  if ('because' in row) return row
  if (await giveUp(ctx, row, 'cancelled before it was mined', record))
    return { resolved: true, state: 'LOST' }
  await inTransaction(ctx.db, async (tx) => {
    await tx
      .updateTable('chain_transactions')
      .set({ cancel_requested_at: ctx.clock.now(), next_at: new Date() })
      .where('company_id', '=', row.company_id)
      .where('id', '=', row.id)
      .where('settled_at', 'is', null)
      .execute()
    await record(tx)
  })
  return { resolved: true, state: (await loadTransaction(ctx.db, row))?.state ?? row.state }
}

async function findOpen(
  ctx: SenderContext<TronChain>,
  key: TransactionKey,
): Promise<TransactionRow | Extract<Resolution, { resolved: false }>> {
  const row = await loadTransaction(ctx.db, key)
  if (row === null) return { resolved: false, because: 'NOT_FOUND' }
  if (row.settled_at !== null) return { resolved: false, because: 'ALREADY_FINAL' }
  if (row.state === 'MINED') return { resolved: false, because: 'MINED' }
  return row
}
