import type { Database, Reader, Tx } from '../kernel/database.ts'
import type { Logger } from '../kernel/log.ts'
import type { Chain } from './chain.ts'
import type { Tokens } from './tokens.ts'
import type { ChainName, ChainTransfer } from './types.ts'

/** What following one chain needs. */
export interface WatchDeps {
  readonly db: Database
  readonly chain: Chain
  readonly tokens: Tokens
  readonly sink: TransferSink
  readonly log: Logger
}

export interface ReorgExtent {
  /** The newest block that stayed. */
  readonly ancestor: bigint
  readonly depth: bigint
  readonly finalConfirmations: number
}

/** Who hears what the watcher finds. Its writes share the transaction that moves the watcher's cursor. */
export interface TransferSink {
  /** Of these addresses (as the directory keeps them: lower case on EVM), those whose receipts matter. One indexed query. */
  findOurs(reader: Reader, chain: ChainName, addresses: readonly string[]): Promise<Set<string>>
  /**
   * Found in blocks of the chain; each may be told again and must then change nothing. `isFinal`: of the second reading, at finality.
   */
  record(
    tx: Tx,
    chain: ChainName,
    found: { readonly transfers: readonly ChainTransfer[]; readonly isFinal: boolean },
  ): Promise<void>
  /** The `depth` blocks above `ancestor` left the chain; not more than finality allows. */
  orphan(tx: Tx, chain: ChainName, reorg: ReorgExtent): Promise<void>
  /** So many blocks left the chain that final ones were among them: nothing may change by itself. */
  dispute(tx: Tx, chain: ChainName, reorg: ReorgExtent): Promise<void>
  /** The watcher has fallen behind, in blocks or because no node answers. Told once per crossing. */
  lagging(tx: Tx, chain: ChainName, lag: { blocks: bigint; blocksMax: bigint }): Promise<void>
  /** After a commit: confirmations have grown, there may be work. */
  moved(chain: ChainName): void
}
