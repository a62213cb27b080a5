import type { Sweeping } from '../chains/chain.ts'
import type { Tokens } from '../chains/tokens.ts'
import type { ChainName } from '../chains/types.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Logger } from '../kernel/log.ts'
import type { DepositProduct } from './types.ts'

/** What every step of advance.ts works with. */
export interface AdvanceDeps {
  readonly db: Database
  readonly tokens: Tokens
  readonly products: ReadonlyMap<string, DepositProduct>
  readonly clock: Clock
  readonly log: Logger
}

/** One company on one chain, and how far the chain has been read. */
export interface AdvanceAt {
  readonly companyId: string
  readonly chain: ChainName
  readonly takes: Sweeping['takes']
  /** Blocks up to here have `credit_confirmations`. */
  readonly creditable: bigint
  /** Blocks up to here have `final_confirmations` and were read a second time. */
  readonly final: bigint
  readonly now: Date
}
