import type { Period } from '../period.ts'
import type { StatementFacts } from './read-statement.ts'

export interface Statement {
  readonly company: string
  readonly holder: string
  readonly last4: string
  /** TOP_UP: the card has a balance of its own. */
  readonly hasBalance: boolean
  readonly period: Period
  readonly issuedAt: Date
  readonly facts: StatementFacts
}
