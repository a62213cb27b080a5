import type { Chain } from '../chains/chain.ts'
import type { Tokens } from '../chains/tokens.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Config } from '../kernel/config.ts'
import type { Database } from '../kernel/database.ts'
import type { Logger } from '../kernel/log.ts'
import type { Node } from '../kernel/node.ts'
import type { Partner } from '../partner/partner.ts'

/** What the steps of a ramp's life work with. */
export interface StepDeps {
  readonly tokens: Tokens
  readonly chains: readonly Chain[]
  readonly clock: Clock
  readonly log: Logger
}

/** What the operations and loops of this room work with. */
export interface RampDeps extends StepDeps {
  readonly config: Pick<Config, 'ramps'>
  readonly db: Database
  readonly node: Pick<Node, 'leads'>
  /** Null: none is set up, and there are no ramps. */
  readonly partner: Partner | null
  /** Sends now what a transaction of ours has queued. */
  readonly sender: { drive(companyId: string, id: string): Promise<unknown> }
}
