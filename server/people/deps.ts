import type { Clock } from '../kernel/clock.ts'
import type { Config } from '../kernel/config.ts'
import type { Database } from '../kernel/database.ts'
import type { RateLimiter } from '../kernel/http/rate-limit.ts'
import type { Logger } from '../kernel/log.ts'
import type { Sealer } from '../kernel/sealer.ts'
import type { Passwords } from './password.ts'

/** What the app gives to this room. */
export interface PeopleDeps {
  readonly config: Pick<Config, 'people' | 'publicUrl' | 'rateLimit'>
  readonly db: Database
  readonly clock: Clock
  readonly sealer: Sealer
  readonly log: Logger
  /** scrypt's N; less in tests. */
  readonly passwordCost?: number
}

/** What its calls work with. */
export interface PeopleTools extends PeopleDeps {
  readonly passwords: Passwords
  /** Of the calls that are made without a session, by address: `/portal` is exempt from the general limit. Null: off. */
  readonly attempts: RateLimiter | null
}
