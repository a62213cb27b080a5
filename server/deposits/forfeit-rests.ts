import { sql } from 'kysely'
import type { Tx } from '../kernel/database.ts'
import type { NewTransfer } from '../ledger/types.ts'
import { toCompany } from './ledger-moves.ts'
import type { DepositBooks } from './types.ts'

/** A wallet is deleted: what lies below the minimum on its address is the company's from now on. @returns what is to be booked. */
export async function forfeitRests(
  tx: Tx,
  books: DepositBooks,
  companyId: string,
  wallet: { readonly id: string; readonly chain: string; readonly address: string },
  now: Date,
): Promise<NewTransfer[]> {
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
  if (rests.length === 0) return []
  await sql`UPDATE deposits SET status = 'UNATTRIBUTED', updated_at = ${now}
    WHERE company_id = ${companyId} AND id = ANY(${rests.map(({ id }) => id)}::uuid[])`.execute(tx)
  return rests.flatMap((row) =>
    toCompany(row, books, { from: books.uncredited, reason: 'deposit_forfeited' }),
  )
}
