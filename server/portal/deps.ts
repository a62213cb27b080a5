import type { Config } from '../kernel/config.ts'
import type { Logger } from '../kernel/log.ts'

/** What the app gives to this room. */
export interface PortalDeps {
  readonly config: Pick<Config, 'profile' | 'chains'>
  readonly log: Logger
}
