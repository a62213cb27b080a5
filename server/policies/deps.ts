import type { Chain } from '../chains/chain.ts'
import type { OnSettled } from '../chains/sender/context.ts'
import type { Tokens } from '../chains/tokens.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Config } from '../kernel/config.ts'
import type { Database } from '../kernel/database.ts'
import type { Logger } from '../kernel/log.ts'
import type { Node } from '../kernel/node.ts'
import type { Sealer } from '../kernel/sealer.ts'

/** What the app gives to this room. */
export interface PoliciesDeps {
  readonly config: Pick<Config, 'policies'>
  readonly db: Database
  readonly clock: Clock
  readonly log: Logger
  readonly node: Pick<Node, 'leads'>
  readonly sealer: Sealer
  readonly tokens: Tokens
  readonly chains: readonly Chain[]
  /** Sends now what an approval has queued. */
  readonly sender: { drive(companyId: string, id: string): Promise<unknown> }
  /** By purpose: the products' own handlers, which give the money of a payment back that nobody approved. */
  readonly settled: ReadonlyMap<string, OnSettled>
}
