import { forfeitRests } from '../../deposits/forfeit-rests.ts'
import type { Tx } from '../../kernel/database.ts'
import type { NewTransfer } from '../../ledger/types.ts'
import { CARD_BOOKS } from './card-books.ts'
import { forfeitMovements } from './detect-deposits.ts'

/**
 * A card is deleted: what lies below the minimum on its addresses is the company's from now on, and its movement says so. The
 * deposits are locked here, before the card. @returns what is to be booked with the deletion.
 */
export async function forfeitCardRests(
  tx: Tx,
  companyId: string,
  cardId: string,
  now: Date,
): Promise<NewTransfer[]> {
  const wallets = await tx
    .selectFrom('card_wallets')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('card_id', '=', cardId)
    .orderBy('id')
    .execute()
  const moves: NewTransfer[] = []
  for (const wallet of wallets) moves.push(...(await forfeitRests(tx, CARD_BOOKS, companyId, wallet, now)))
  await forfeitMovements(tx, companyId, [...new Set(moves.map(({ subjectId }) => subjectId))])
  return moves
}
