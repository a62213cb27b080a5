import type { Arrival, RecordedAt } from './arrival.ts'

/** A row of an earlier look at a transaction, of deposits or of holding receipts. */
export interface Recorded {
  readonly id: string
  readonly chain: string
  readonly wallet_id: string
  readonly from_address: string | null
  readonly token_address: string
  readonly amount: bigint
  readonly tx_hash: string
  readonly block_hash: string
  readonly log_index: number
  readonly orphaned: boolean
  readonly disputed: boolean
}

/** Of both tables, the columns of Recorded. */
export const RECORDED = [
  'id',
  'chain',
  'wallet_id',
  'from_address',
  'token_address',
  'amount',
  'tx_hash',
  'block_hash',
  'log_index',
  'orphaned',
  'disputed',
] as const

/**
 * How a transfer stands to what is recorded. `SEEN`: this very log of this very block. `ELSEWHERE`: its transaction is recorded
 * in another block that has not been orphaned: a transaction stands on a chain once, so that block left it beyond finality, and
 * recording the transfer again would credit it twice. `MOVED`: the same, and where it stands now is final too: the disputed row is
 * about this transfer, and goes on from its new place.
 */
export type Standing<R extends Recorded> =
  | { readonly kind: 'NEW' }
  | { readonly kind: 'SEEN'; readonly row: R }
  | { readonly kind: 'MOVED'; readonly row: R }
  | { readonly kind: 'ELSEWHERE' }

/** `taken`: ids of rows that have moved in this look; a transaction may hold the same transfer twice. */
export function standingOf<R extends Recorded>(
  arrival: Arrival,
  at: RecordedAt,
  recorded: readonly R[],
  taken: Set<string>,
): Standing<R> {
  const { transfer } = arrival
  const live = recorded.filter(
    (row) => row.chain === at.chain && row.tx_hash === transfer.txHash && !row.orphaned,
  )
  const row = live.find((one) => one.block_hash === transfer.blockHash && one.log_index === transfer.logIndex)
  if (row !== undefined) return { kind: 'SEEN', row }
  const elsewhere = live.filter((one) => one.block_hash !== transfer.blockHash)
  const moved = elsewhere.find((one) => one.disputed && !taken.has(one.id) && isSame(one, arrival))
  if (at.isFinal && moved !== undefined) {
    taken.add(moved.id)
    return { kind: 'MOVED', row: moved }
  }
  return elsewhere.length > 0 ? { kind: 'ELSEWHERE' } : { kind: 'NEW' }
}

function isSame(row: Recorded, { transfer, entry }: Arrival): boolean {
  return (
    row.wallet_id === entry.wallet_id &&
    row.from_address === transfer.from &&
    row.token_address === transfer.tokenAddress &&
    row.amount === transfer.amount
  )
}
