import type { Country } from '../../kernel/countries.ts'
import { RISK_WEIGHTS, type RiskConfig } from '../program.ts'
import type { CardHistory } from './history.ts'

const GEO_MS = 4 * 3_600_000
const DECLINES_MS = 24 * 3_600_000
const DECLINES_MIN = 3
/** Signals about habits need as many purchases. */
const HABIT_PURCHASES_MIN = 5
/** A rare hour holds less than one in twenty. */
const RARE_HOUR_SHARE = 20

export interface RiskRequest {
  /** Of the merchant; null: not given or unknown. */
  readonly country: Country['alpha3'] | null
  readonly mcc: string | null
  /** Micro-dollars, without fees. */
  readonly bill: bigint
  readonly now: Date
}

export type RiskSignals = Readonly<Record<(typeof RISK_WEIGHTS)[number], boolean>>

export interface RiskScore {
  /** Millionths; declined when it reaches the threshold. */
  readonly score: bigint
  readonly signals: RiskSignals
}

/** Contract, cards §8. `declines`: the card's newest ones, of any code. `homeCountry`: null when unknown. */
export function riskScore(
  config: RiskConfig,
  request: RiskRequest,
  history: CardHistory,
  declines: readonly Date[],
  homeCountry: Country['alpha3'] | null,
): RiskScore {
  history.evict(request.now)
  const { country, mcc, bill, now } = request
  const knowsHabits = history.size >= HABIT_PURCHASES_MIN
  const hour = history.inHour(now.getUTCHours())
  const signals = {
    geo_distance_weight: isFarFromLast(country, history, now),
    mcc_profile_weight: knowsHabits && mcc !== null && !history.hasMcc(mcc),
    amount_baseline_weight: knowsHabits && history.isAbovePercentile95(bill),
    time_window_weight: knowsHabits && hour * RARE_HOUR_SHARE < history.size,
    decline_rate_weight:
      declines.filter((at) => now.getTime() - at.getTime() < DECLINES_MS).length >= DECLINES_MIN,
    merchant_country_weight: differ(country, homeCountry),
  }
  let score = 0n
  for (const name of RISK_WEIGHTS) if (signals[name]) score += config[name]
  return { score, signals }
}

function isFarFromLast(country: string | null, history: CardHistory, now: Date): boolean {
  const { last } = history
  return last !== null && differ(country, last.country) && now.getTime() - last.at < GEO_MS
}

/** An unknown country differs from none. */
function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one !== other
}
