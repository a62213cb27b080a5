import type { Chain } from '../../chains/chain.ts'
import type { GasKeeper } from '../../chains/sender/gas-keeper.ts'
import type { Tokens } from '../../chains/tokens.ts'
import type { Vault } from '../../custody/vault.ts'
import type { Config } from '../../kernel/config.ts'
import type { Database } from '../../kernel/database.ts'

/** What issuing works with. */
export interface IssuingDeps {
  readonly db: Database
  readonly config: Pick<Config, 'cards' | 'publicUrl'>
  readonly chains: readonly Chain[]
  readonly vault: Vault
  readonly tokens: Pick<Tokens, 'defaults'>
  /** Gives the holding wallet of the first card its first coin. */
  readonly gasKeeper: Pick<GasKeeper, 'ensureGas'>
}
