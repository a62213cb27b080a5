import type { Chain } from '../chains/chain.ts'
import type { SendState } from '../chains/sender/sender.ts'
import type { TransferSink } from '../chains/sink.ts'
import type { Tokens } from '../chains/tokens.ts'
import type { ChainName } from '../chains/types.ts'
import type { Vault } from '../custody/vault.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Config } from '../kernel/config.ts'
import type { Database } from '../kernel/database.ts'
import type { Logger } from '../kernel/log.ts'
import type { Node } from '../kernel/node.ts'

/** What the operations of this room work with. */
export interface TreasuryDeps {
  readonly db: Database
  readonly config: Pick<Config, 'minimumDepositMicroUsd'>
  readonly chains: readonly Chain[]
  readonly tokens: Tokens
  readonly vault: Vault
  readonly clock: Clock
  readonly log: Logger
  readonly node: Node
  /** Of the deposits: where coin is recorded that the watcher cannot see. */
  readonly sink: Pick<TransferSink, 'record' | 'moved'>
  /** The chain transaction sender: sends now what a transaction of ours has queued. */
  readonly sender: {
    drive(companyId: string, id: string): Promise<SendState>
    wake(chain: ChainName): void
  }
}
