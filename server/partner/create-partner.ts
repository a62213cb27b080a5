import type { Clock } from '../kernel/clock.ts'
import type { Config } from '../kernel/config.ts'
import type { Database } from '../kernel/database.ts'
import type { Route } from '../kernel/http/route.ts'
import type { Logger } from '../kernel/log.ts'
import type { Loop } from '../kernel/loop.ts'
import type { Node } from '../kernel/node.ts'
import type { Partner } from './partner.ts'

export interface PartnerDeps {
  readonly config: Pick<Config, 'partner'>
  readonly db: Database
  readonly clock: Clock
  readonly log: Logger
  readonly node: Node
}

/** Things there that the partner tells of. */
export type PartnerCategory = 'customer' | 'transfer' | 'external_account' | 'kyc_link'

export interface PartnerRoom {
  /** Null: the operator has set none. */
  readonly partner: Partner | null
  readonly routes: readonly Route[]
  /**
   * `handler` is told the id of every object there that may have changed: at least once, in any order, by any node, again with
   * growing waits while it throws. It believes nothing but what it then asks for. To be called before `start`.
   */
  on(category: PartnerCategory, handler: (objectId: string) => Promise<void>): void
  /** For the health page: `ok`, `down since …`; null: there is no partner. */
  status(): string | null
  start(): Loop[]
}
