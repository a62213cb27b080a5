import { alertOfChain } from '../alerts/chain-alert.ts'
import type { TransferSink } from '../chains/sink.ts'
import type { ChainName } from '../chains/types.ts'
import type { Clock } from '../kernel/clock.ts'
import { findOurs } from './directory.ts'
import { disputeAbove, orphanAbove } from './leave-chain.ts'
import { type RecordDeps, recordTransfers } from './record.ts'

/** What the watchers find, recorded as deposits and holding receipts in the transaction that moves their cursor. */
export function connectSink(
  deps: RecordDeps & { readonly clock: Clock },
  moved: (chain: ChainName) => void,
): TransferSink {
  const { clock } = deps
  return {
    findOurs,
    moved,
    record: (tx, chain, found) => recordTransfers(tx, deps, chain, { ...found, now: clock.now() }),
    orphan: (tx, chain, reorg) => orphanAbove(tx, chain, reorg, clock.now()),
    dispute: (tx, chain, reorg) => disputeAbove(tx, chain, reorg, clock.now()),
    lagging: (tx, chain, { blocks, blocksMax }) =>
      alertOfChain(tx, chain, { type: 'WATCHER_LAG', value: blocks, threshold: blocksMax, at: clock.now() }),
  }
}
