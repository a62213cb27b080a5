import type { Config } from '../../kernel/config.ts'
import type { Route } from '../../kernel/http/route.ts'
import { accumulatedSpending } from './accumulated-spending.ts'
import { getTransaction } from './get-transaction.ts'
import { searchTransactions } from './search-transactions.ts'
import { downloadStatement } from './statement/download-statement.ts'

export interface ReportingDeps {
  readonly config: Pick<Config, 'cards'>
}

/** What happened on a card: movements, one movement, statement, spending. */
export function reportingRoutes({ config }: ReportingDeps): Route[] {
  return [searchTransactions(), getTransaction(), downloadStatement(), accumulatedSpending(config.cards)]
}
