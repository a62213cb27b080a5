import type { AccountRef, NewTransfer } from '../../ledger/types.ts'

/** Every account that these transfers touch, for `lockAccounts`. */
export function accountsOf(transfers: readonly NewTransfer[]): AccountRef[] {
  return transfers.flatMap((transfer) => ('debit' in transfer ? [transfer.debit, transfer.credit] : []))
}
