import type { DeclineCode } from '../decline-codes.ts'
import type { Candidates } from '../program.ts'
import type { CardHistory } from './history.ts'
import { type RiskRequest, riskScore } from './risk.ts'
import { checkVelocity } from './velocity.ts'

/** What the live configuration decided over, when it looked at velocity. */
export interface DecisionFacts {
  readonly request: RiskRequest
  /** As of then: purchases approved later are not in it. */
  readonly history: CardHistory
  /** The card's newest before this decision, of any code. */
  readonly declines: readonly Date[]
  readonly homeCountry: string | null
  readonly velocitySince: Date | null
  /** The fuse was armed. */
  readonly riskSkipped: boolean
  /** What the live decision came to in its first eight steps; null: passed all of them. */
  readonly liveCode: DeclineCode | null
}

/** Steps 4 and 5: their declines come before risk is looked at, whoever's configuration that is. */
const BEFORE_RISK: ReadonlySet<DeclineCode | null> = new Set([
  'M214',
  'M204',
  'M201',
  'M202',
  'M203',
] as const)

/**
 * Whether the candidates, in the place of the live rules, would have declined: one function for the shadow, which runs beside
 * the live decision, and for back-tests, which make it again. The burst guard (M213) comes before either.
 */
export function judgeCandidates({ velocityRules, risk }: Candidates, facts: DecisionFacts): boolean {
  const { request, history, declines, homeCountry, velocitySince, riskSkipped, liveCode } = facts
  if (liveCode === 'M213') return false
  if (checkVelocity(velocityRules ?? [], history, velocitySince, request.now) !== null) return true
  if (risk === null || riskSkipped || BEFORE_RISK.has(liveCode)) return false
  return riskScore(risk, request, history, declines, homeCountry).score >= risk.threshold
}
