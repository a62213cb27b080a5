import { isAddressEqual, pad, type TransactionReceipt } from 'viem'
import { TRANSFER_TOPIC } from '../evm/transfer-logs.ts'
import type { TransactionRow } from './transaction-row.ts'

/**
 * A token may refuse by answering false instead of reverting: the transaction is mined as a success and nobody was paid. Its
 * tokens have left when the token logged a transfer from the payer, of whatever amount (some take a fee).
 */
export function tokensLeft(
  { intent, from_address: payer }: TransactionRow,
  receipt: TransactionReceipt,
): boolean {
  if (intent.kind !== 'token_transfer') return true
  const from = pad(payer as `0x${string}`, { size: 32 }).toLowerCase()
  return receipt.logs.some(
    ({ address, topics: [topic, sender] }) =>
      isAddressEqual(address, intent.token as `0x${string}`) &&
      topic === TRANSFER_TOPIC &&
      sender?.toLowerCase() === from,
  )
}
