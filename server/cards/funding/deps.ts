import type { Chain } from '../../chains/chain.ts'
import type { Tokens } from '../../chains/tokens.ts'
import type { ChainTransactionState } from '../../chains/types.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Config } from '../../kernel/config.ts'
import type { Database } from '../../kernel/database.ts'

/** What the operations of this room work with. */
export interface FundingDeps {
  readonly db: Database
  readonly config: Pick<Config, 'cards'>
  readonly clock: Clock
  readonly tokens: Tokens
  readonly chains: readonly Chain[]
  /** The chain transaction sender: sends now what a transaction of ours has queued. */
  readonly sender: {
    drive(companyId: string, id: string): Promise<{ hash: string | null; state: ChainTransactionState }>
  }
}
