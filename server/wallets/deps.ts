import type { Chain } from '../chains/chain.ts'
import type { GasKeeper } from '../chains/sender/gas-keeper.ts'
import type { Tokens } from '../chains/tokens.ts'
import type { ChainTransactionState } from '../chains/types.ts'
import type { Vault } from '../custody/vault.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database, Reader } from '../kernel/database.ts'
import type { Logger } from '../kernel/log.ts'

/** What the operations of this room work with. */
export interface WalletDeps {
  readonly db: Database
  readonly chains: readonly Chain[]
  readonly tokens: Tokens
  readonly vault: Vault
  /** The chain transaction sender: sends now what a transaction of ours has queued. */
  readonly sender: {
    drive(companyId: string, id: string): Promise<{ hash: string | null; state: ChainTransactionState }>
  }
  /** Gives a new holding wallet its first coin. */
  readonly gasKeeper: Pick<GasKeeper, 'ensureGas'>
  /** Ramps stand above this room; a wallet with one that has not ended is not deleted. */
  readonly hasOpenRamps: (
    reader: Reader,
    companyId: string,
    by: { readonly walletId: string },
  ) => Promise<boolean>
  readonly clock: Clock
  readonly log: Logger
}
