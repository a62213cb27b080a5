import { assetId } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import { derivedId } from '../kernel/ids.ts'
import { book } from '../ledger/book.ts'
import type { AccountCode, NewTransfer } from '../ledger/types.ts'

/** A row whose tokens move between two of the company's own accounts. */
interface Movable {
  readonly company_id: string
  readonly id: string
  readonly chain: string
  readonly token_address: string
  readonly amount: bigint
}

/** Happens once in the row's life, so its id follows from the row and the reason. */
export function companyMove(
  row: Movable,
  move: { debit: AccountCode; credit: AccountCode; reason: string; overdraw?: true },
): NewTransfer {
  const account = (code: AccountCode) => ({
    code,
    ownerId: row.company_id,
    assetId: assetId(row.chain, row.token_address),
  })
  return {
    type: 'POST',
    id: derivedId(move.reason, row.id),
    debit: account(move.debit),
    credit: account(move.credit),
    amount: row.amount,
    reason: move.reason,
    subjectId: row.id,
    ...(move.overdraw && { overdraw: move.overdraw }),
  }
}

/** @throws when it is refused: these are facts of the chain, so the program is at fault. */
export async function bookFacts(
  tx: Tx,
  companyId: string,
  moves: readonly NewTransfer[],
  now: Date,
): Promise<void> {
  const booking = await book(tx, companyId, moves, now)
  if (!booking.booked)
    throw new Error(`deposits of ${companyId} were not booked: ${JSON.stringify(booking, bigintText)}`)
}

const bigintText = (_key: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
