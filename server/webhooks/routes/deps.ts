import type { Config } from '../../kernel/config.ts'
import type { Database } from '../../kernel/database.ts'
import type { Sealer } from '../../kernel/sealer.ts'

/** What the calls of this room work with. */
export interface WebhookRouteDeps {
  readonly db: Database
  readonly config: Pick<Config, 'profile'>
  readonly sealer: Sealer
}
