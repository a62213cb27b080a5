import type { TransactionRow } from '../../sender/transaction-row.ts'
import type { TransactionInfo } from '../ask-infos.ts'
import { decodeTransferLog } from '../transfer-logs.ts'

/**
 * What a final receipt means for who asked for the transaction. A token may answer false instead of reverting, and the USDT of main-net
 * answers false to what it does: its tokens have left when it logged a transfer from the payer, of whatever amount.
 */
export function judgeEnd(
  { intent, from_address: payer }: Pick<TransactionRow, 'intent' | 'from_address'>,
  info: TransactionInfo,
): { readonly outcome: 'SUCCEEDED' | 'FAILED'; readonly reason: string | null } {
  if (info.failed) {
    const words = [info.result ?? 'FAILED', info.message].filter((word) => word !== '').join(': ')
    return { outcome: 'FAILED', reason: `the chain executed it and it failed: ${words}` }
  }
  // A sweep of coin runs no contract, and leaves no log.
  const token =
    (intent.kind === 'token_transfer' || intent.kind === 'sweep_own') && info.result !== null
      ? intent.token
      : null
  const left = info.logs.some((log) => {
    const moved = decodeTransferLog(log)
    return moved !== null && moved.tokenAddress === token && moved.from === payer
  })
  return token === null || left
    ? { outcome: 'SUCCEEDED', reason: null }
    : { outcome: 'FAILED', reason: 'the chain executed it and the token moved nothing' }
}
