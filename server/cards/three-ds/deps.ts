import type { Clock } from '../../kernel/clock.ts'
import type { CardsConfig } from '../../kernel/config-cards.ts'
import type { Database } from '../../kernel/database.ts'
import type { Logger } from '../../kernel/log.ts'
import type { Sealer } from '../../kernel/sealer.ts'

/** What 3DS works with. */
export interface ThreeDsDeps {
  readonly db: Database
  readonly config: { readonly cards: Pick<CardsConfig, 'sms'> }
  readonly clock: Clock
  readonly sealer: Sealer
  readonly log: Logger
}
