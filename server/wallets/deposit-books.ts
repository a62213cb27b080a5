import type { DepositBooks } from '../deposits/types.ts'

/** What is owed to nobody is the company's share of holding. */
export const WALLET_BOOKS: DepositBooks = {
  holding: 'HOLDING',
  unswept: 'UNSWEPT',
  uncredited: 'UNCREDITED',
  company: 'EQUITY',
}
