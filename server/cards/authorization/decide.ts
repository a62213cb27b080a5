import type { CardsConfig } from '../../kernel/config-cards.ts'
import { dayIn } from '../controls/business-day.ts'
import { judgeCandidates } from '../controls/candidates.ts'
import { judgeCvv } from '../controls/cvv-attempts.ts'
import type { CardHistory } from '../controls/history.ts'
import { riskScore } from '../controls/risk.ts'
import { checkLimits, checkTransactionLimit, rollTo } from '../controls/spending.ts'
import { checkVelocity } from '../controls/velocity.ts'
import { DECLINES, type DeclineCode } from '../decline-codes.ts'
import type { CardProgram, VelocityRule } from '../program.ts'
import type { CardState } from './card-state.ts'
import type { Request } from './request.ts'

const BURST_MS = 60_000

/** What is known when a purchase is decided. */
export interface Facts {
  readonly operator: Pick<CardsConfig, 'blockedCategories' | 'ceilingMicroUsd' | 'burstPerMinute'>
  readonly program: CardProgram
  readonly card: CardState
  readonly history: CardHistory
  /** Null: the card has no balance of its own (not TOP_UP). */
  readonly cardAvailable: bigint | null
  readonly holdingAvailable: bigint
}

export interface Decline {
  readonly code: DeclineCode
  /** What the network hears. */
  readonly iso: string
  /** M210: the rule that it broke. */
  readonly rule: VelocityRule | null
}

export interface Decision {
  /** Null: passed. */
  readonly decline: Decline | null
  /** The card with what the decision itself noted: wrong CVVs, attempts, BLOCKED. */
  readonly card: CardState
  /** Velocity was looked at. */
  readonly judged: boolean
  /** Risk was reached with the engine on, and skipped for the fuse. */
  readonly riskSkipped: boolean
  /** What the candidates say; null: there are none, or they were not asked. */
  readonly shadowDeclined: boolean | null
}

/** Steps 1 to 8 of the contract (cards §6) in their order: the first that fails decides. Pure, but for what `history` forgets. */
export function decide(request: Request, facts: Facts, now: Date): Decision {
  const { card, refused } = checkCard(request, facts, now)
  const early = refused ?? checkMerchant(request, facts)
  if (early !== null || request.charge.bill === 0n) return finish(early, card)

  const { attempts, isBurst } = noteAttempt(card, facts, now)
  const noted = { ...facts, card: { ...card, attempts } }
  const burst = isBurst ? decline('M213') : null
  const late = burst ?? checkVelocityRules(noted, now) ?? checkAmounts(request, noted, now)
  const isRiskReached = late === null && facts.program.risk !== null
  const riskSkipped = isRiskReached && card.isFuseArmed
  const risky = isRiskReached && !riskSkipped && isRisky(request, noted, now) ? decline('M211') : null
  const verdict = late ?? risky ?? checkBalances(request, noted)
  return {
    ...finish(verdict, noted.card),
    judged: true,
    riskSkipped,
    shadowDeclined: judgeShadow(request, noted, { verdict, riskSkipped }, now),
  }
}

/**
 * Step 10: what may have changed while the company was asked. A fuse that another purchase spent meanwhile protects this one no
 * longer: it is judged as if there had been none.
 */
export function decideAgain(request: Request, facts: Facts, hadFuse: boolean, now: Date): Decision {
  const { card, program } = facts
  const early =
    checkNumber(request, card) ??
    checkStatus(card) ??
    checkVelocityRules(facts, now) ??
    checkAmounts(request, facts, now)
  const hasLostFuse = early === null && hadFuse && !card.isFuseArmed && program.risk !== null
  const risky = hasLostFuse && isRisky(request, facts, now) ? decline('M211') : null
  const verdict = early ?? risky ?? checkBalances(request, facts)
  return { ...finish(verdict, card), riskSkipped: hadFuse && card.isFuseArmed }
}

export function decline(code: DeclineCode, rule: VelocityRule | null = null): Decline {
  return { code, iso: DECLINES[code].iso, rule }
}

function finish(refused: Decline | null, card: CardState): Decision {
  const blocks = refused !== null && DECLINES[refused.code].blocksCard
  return {
    decline: refused,
    card: blocks ? { ...card, status: 'BLOCKED' } : card,
    judged: false,
    riskSkipped: false,
    shadowDeclined: null,
  }
}

/** Step 1. A CVV counts only when it was looked at. */
export function checkCard(
  request: Request,
  { card, program }: Pick<Facts, 'card' | 'program'>,
  now: Date,
): { readonly card: CardState; readonly refused: Decline | null } {
  const early = checkNumber(request, card) ?? checkStatus(card)
  if (early !== null) return { card, refused: early }
  if (request.expiryMatches === false) return { card, refused: decline('C104') }
  const cvv = judgeCvv(request.cvvResult, card.wrongCvvs, program.settings.cvvAttempts, now)
  const noted = { ...card, wrongCvvs: cvv.wrongCvvs }
  if (cvv.code !== null) return { card: noted, refused: decline(cvv.code) }
  if (request.isPinWrong) return { card: noted, refused: decline('C012') }
  return { card: noted, refused: request.isUnverified ? decline('M212') : null }
}

/** The number was looked up a while ago: a card that was reissued since has another one. */
function checkNumber({ numberIsCurrent, last4 }: Request, card: CardState): Decline | null {
  const isCurrent = numberIsCurrent && (last4 === null || last4 === card.last4)
  return isCurrent ? null : decline('M303')
}

const EXPIRED_ISO = '54'

function checkStatus({ status }: CardState): Decline | null {
  switch (status) {
    case 'ACTIVE':
      return null
    case 'FROZEN':
      return decline('M301')
    case 'BLOCKED':
      return decline('M302')
    case 'DELETED':
      return decline('M303')
    case 'EXPIRED':
      return { ...decline('M303'), iso: EXPIRED_ISO }
  }
}

/** Step 2. */
export function checkMerchant(
  { mcc, country }: Pick<Request, 'mcc' | 'country'>,
  { operator, program }: Pick<Facts, 'operator' | 'program'>,
): Decline | null {
  if (mcc !== null && operator.blockedCategories.includes(mcc)) return decline('C103')
  if (mcc !== null && program.blockedCategories.has(mcc)) return decline('C011')
  if (country !== null && program.blockedCountries.has(country)) return decline('C014')
  return null
}

/** Step 3, the operator's part: every attempt that comes so far counts, the refused ones too. */
function noteAttempt(card: CardState, { operator: { burstPerMinute } }: Facts, now: Date) {
  if (burstPerMinute === 0)
    return { attempts: card.attempts.length === 0 ? card.attempts : [], isBurst: false }
  const recent = card.attempts.filter((at) => now.getTime() - at.getTime() < BURST_MS)
  return { attempts: [...recent, now].slice(-burstPerMinute), isBurst: recent.length >= burstPerMinute }
}

/** Step 3. */
function checkVelocityRules({ program, history, card }: Facts, now: Date): Decline | null {
  if (program.velocityRules.length === 0) return null
  const rule = checkVelocity(program.velocityRules, history, card.velocitySince, now)
  return rule === null ? null : decline('M210', rule)
}

/** Steps 4 and 5. */
function checkAmounts(
  { charge: { total }, channel }: Request,
  { card, operator, program }: Facts,
  now: Date,
): Decline | null {
  const limits = { card: card.transactionLimit, ceiling: operator.ceilingMicroUsd }
  const spending = rollTo(card.spending, dayIn(program.settings.limitTimeZone, now))
  const code = checkTransactionLimit(limits, channel, total) ?? checkLimits(card.limits, spending, total)
  return code === null ? null : decline(code)
}

/** Step 6. It fails open: what cannot be computed declines nobody. */
function isRisky(request: Request, { program: { risk }, card, history }: Facts, now: Date): boolean {
  if (risk === null) return false
  try {
    return (
      riskScore(risk, riskRequest(request, now), history, card.declines, card.homeCountry).score >=
      risk.threshold
    )
  } catch {
    return false
  }
}

/** Steps 7 and 8. */
function checkBalances({ charge: { total } }: Request, facts: Facts): Decline | null {
  if (facts.cardAvailable !== null && facts.cardAvailable < total) return decline('M102')
  return facts.holdingAvailable < total ? decline('M101') : null
}

/** The candidates decide nothing, so they must not fail anything either. */
function judgeShadow(
  request: Request,
  facts: Facts,
  live: { readonly verdict: Decline | null; readonly riskSkipped: boolean },
  now: Date,
): boolean | null {
  const { program, card, history } = facts
  if (program.shadow === null) return null
  try {
    return judgeCandidates(program.shadow, {
      request: riskRequest(request, now),
      history,
      declines: card.declines,
      homeCountry: card.homeCountry,
      velocitySince: card.velocitySince,
      riskSkipped: live.riskSkipped,
      liveCode: live.verdict?.code ?? null,
    })
  } catch {
    return null
  }
}

function riskRequest({ country, mcc, charge: { bill } }: Request, now: Date) {
  return { country, mcc, bill, now }
}
