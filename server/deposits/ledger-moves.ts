import { assetId } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import { derivedId } from '../kernel/ids.ts'
import { book } from '../ledger/book.ts'
import type { AccountCode, NewTransfer } from '../ledger/types.ts'
import type { Deposit, DepositBooks, Movable } from './types.ts'

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

/** Tokens become the company's own. */
export function toCompany(
  row: Movable,
  books: DepositBooks,
  move: { from: AccountCode; reason: string },
): NewTransfer[] {
  const { from, reason } = move
  return [
    companyMove(row, { debit: from, credit: books.company, reason }),
    ...(books.beside?.(row, { way: 'IN', reason }) ?? []),
  ]
}

/** Tokens of the company's own left the chain, whatever was done with them meanwhile. */
export function backFromCompany(
  row: Movable,
  books: DepositBooks,
  move: { to: AccountCode; reason: string },
): NewTransfer[] {
  const { to, reason } = move
  return [
    companyMove(row, { debit: books.company, credit: to, reason, overdraw: true }),
    ...(books.beside?.(row, { way: 'OUT', reason }) ?? []),
  ]
}

/** Where a deposit's tokens lie until a sweep is booked: that one is booked, and taken back, on its own. */
export function lyingOn(deposit: Pick<Deposit, 'to_holding'>, books: DepositBooks): AccountCode {
  return deposit.to_holding ? books.holding : books.unswept
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
