import { hexToBytes } from 'viem'
import { inTransaction, type Tx } from '../../kernel/database.ts'
import type { SenderContext } from './context.ts'
import type { Fees } from './fees.ts'
import type { Signed } from './sign-attempt.ts'
import { type Attempt, loadAttempts, lockTransaction, type TransactionRow } from './transaction-row.ts'

/**
 * Stores signed bytes and makes the transaction SENT, before any node sees them: what was never stored is never broadcast,
 * and what is stored is broadcast until the nonce is spent. @returns null when another node was first, or the row has moved on:
 * then these bytes are forgotten.
 */
export async function storeAttempt(
  ctx: SenderContext,
  basis: { readonly row: TransactionRow; readonly attempts: readonly Attempt[] },
  signed: Signed,
  fees: Fees,
  isCancellation: boolean,
  alsoRecord: (tx: Tx) => Promise<void> = async () => {},
): Promise<Attempt | null> {
  return inTransaction(ctx.db, async (tx) => {
    const current = await lockTransaction(tx, basis.row)
    const attempts = await loadAttempts(tx, basis.row)
    const mayAttempt =
      current.state === 'NUMBERED' || current.state === 'SENT' || current.state === 'MANUAL_CHECK'
    if (!mayAttempt || current.nonce !== basis.row.nonce || attempts.length !== basis.attempts.length)
      return null
    const attempt = await insertAttempt(tx, current, attempts.length + 1, signed, fees, isCancellation)
    await tx
      .updateTable('chain_transactions')
      .set({ state: 'SENT', hash: signed.hash, last_error: null, next_at: new Date() })
      .where('company_id', '=', current.company_id)
      .where('id', '=', current.id)
      .execute()
    await alsoRecord(tx)
    return attempt
  })
}

export async function insertAttempt(
  tx: Tx,
  row: TransactionRow,
  number: number,
  signed: Signed,
  fees: Fees,
  isCancellation: boolean,
): Promise<Attempt> {
  return tx
    .insertInto('chain_attempts')
    .values({
      company_id: row.company_id,
      transaction_id: row.id,
      number,
      chain: row.chain,
      hash: signed.hash,
      raw: Buffer.from(hexToBytes(signed.raw)),
      max_fee: fees.maxFee,
      priority_fee: fees.priorityFee,
      is_cancellation: isCancellation,
      created_at: new Date(),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}
