import type { Chain } from '../chains/chain.ts'
import type { Tokens } from '../chains/tokens.ts'
import type { Config } from '../kernel/config.ts'
import type { Database } from '../kernel/database.ts'
import type { Logger } from '../kernel/log.ts'

/** What the app gives to this room. */
export interface PortalDeps {
  readonly config: Pick<Config, 'profile' | 'chains' | 'people'>
  readonly db: Database
  readonly chains: readonly Chain[]
  readonly tokens: Tokens
  readonly log: Logger
}
