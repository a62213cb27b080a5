import type { ChainTransfer } from '../chains/types.ts'

/** A row of an earlier look at a transaction, of deposits or of holding receipts. */
export interface Recorded {
  readonly id: string
  readonly chain: string
  readonly tx_hash: string
  readonly block_hash: string
  readonly log_index: number
  readonly orphaned: boolean
  readonly disputed: boolean
}

/**
 * How a transfer stands to what is recorded. `SEEN`: this very log of this very block. `ELSEWHERE`: its transaction is recorded
 * in another block that has not been orphaned: a transaction stands on a chain once, so that block left it beyond finality, and
 * recording the transfer again would credit it twice.
 */
export type Standing<R extends Recorded> =
  | { readonly kind: 'NEW' }
  | { readonly kind: 'SEEN'; readonly row: R }
  | { readonly kind: 'ELSEWHERE' }

export function standingOf<R extends Recorded>(
  transfer: ChainTransfer,
  chain: string,
  recorded: readonly R[],
): Standing<R> {
  const live = recorded.filter(
    (row) => row.chain === chain && row.tx_hash === transfer.txHash && !row.orphaned,
  )
  const row = live.find((one) => one.block_hash === transfer.blockHash && one.log_index === transfer.logIndex)
  if (row !== undefined) return { kind: 'SEEN', row }
  return live.some((one) => one.block_hash !== transfer.blockHash) ? { kind: 'ELSEWHERE' } : { kind: 'NEW' }
}
