import { sql } from 'kysely'
import type { Tx } from '../kernel/database.ts'
import { bookFacts, companyMove } from './ledger-moves.ts'

/**
 * A wallet is deleted: what lies below the minimum on its address is the company's from now on. Books once; who books more in the
 * same transaction locks all accounts first.
 */
export async function forfeitRests(
  tx: Tx,
  companyId: string,
  wallet: { readonly id: string; readonly chain: string; readonly address: string },
  now: Date,
): Promise<void> {
  const rests = await tx
    .selectFrom('deposits')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('chain', '=', wallet.chain)
    .where('address', '=', wallet.address)
    .where('wallet_id', '=', wallet.id)
    .where('status', '=', 'BELOW_MINIMUM')
    .where('orphaned', '=', false)
    .orderBy('id')
    .forUpdate()
    .execute()
  if (rests.length === 0) return
  await sql`UPDATE deposits SET status = 'UNATTRIBUTED', updated_at = ${now}
    WHERE company_id = ${companyId} AND id = ANY(${rests.map(({ id }) => id)}::uuid[])`.execute(tx)
  const moves = rests.map((row) =>
    companyMove(row, { debit: 'UNCREDITED', credit: 'EQUITY', reason: 'deposit_forfeited' }),
  )
  await bookFacts(tx, companyId, moves, now)
}
