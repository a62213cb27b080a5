import type pg from 'pg'
import type { Clock } from '../../kernel/clock.ts'
import type { CardsConfig } from '../../kernel/config-cards.ts'
import type { Database } from '../../kernel/database.ts'
import type { Logger } from '../../kernel/log.ts'
import type { Memory } from './memory.ts'

/** What committing a batch works with. */
export interface EngineDeps {
  /** Over `pool`, which is the authorizer's own: nobody else's queries make a purchase wait for a connection. */
  readonly db: Database
  readonly pool: pg.Pool
  readonly clock: Clock
  readonly operator: CardsConfig
  readonly memory: Memory
  readonly log: Logger
}
