import type { CardsConfig } from '../kernel/config-cards.ts'
import type { Reader } from '../kernel/database.ts'
import type { FeeRates } from './fees.ts'

export interface VelocityRule {
  readonly max_authorizations: number
  readonly time_window_seconds: number
}

/** Contract, cards §8. Millionths: 0.8 = 800,000n. */
export interface RiskConfig {
  readonly threshold: bigint
  readonly geo_distance_weight: bigint
  readonly mcc_profile_weight: bigint
  readonly amount_baseline_weight: bigint
  readonly time_window_weight: bigint
  readonly decline_rate_weight: bigint
  readonly merchant_country_weight: bigint
}

export const RISK_WEIGHTS = [
  'geo_distance_weight',
  'mcc_profile_weight',
  'amount_baseline_weight',
  'time_window_weight',
  'decline_rate_weight',
  'merchant_country_weight',
] as const satisfies readonly (keyof RiskConfig)[]

export interface Candidates {
  /** Null: that control is not tried. */
  readonly velocityRules: readonly VelocityRule[] | null
  readonly risk: RiskConfig | null
}

/** How a company's cards are judged and charged: what it configured, and the operator's part. */
export interface CardProgram {
  readonly companyId: string
  /** A company that never configured anything has version 0 and no row. */
  readonly version: bigint
  readonly velocityRules: readonly VelocityRule[]
  /** Null: off. */
  readonly risk: RiskConfig | null
  readonly shadow: Candidates | null
  readonly blockedCategories: ReadonlySet<string>
  /** Alpha-3. */
  readonly blockedCountries: ReadonlySet<string>
  readonly rates: FeeRates
  /** Of on-chain deposits: millionths of a percent. */
  readonly depositFees: { readonly client: bigint; readonly provider: bigint }
  readonly settings: ProgramSettings
}

export interface ProgramSettings {
  /** IANA */
  readonly limitTimeZone: string
  readonly holdingFloor: bigint
  readonly cvvAttempts: number
  readonly holdDays: {
    readonly ecommerce: number
    readonly card_present: number
    readonly merchant_initiated: number
    readonly long: number
  }
  readonly panPageAncestors: readonly string[]
}

const HOLD_DAYS = { ecommerce: 10, card_present: 5, merchant_initiated: 5, long: 30 } as const
const CVV_ATTEMPTS = 3

export async function readProgram(
  reader: Reader,
  companyId: string,
  operator: CardsConfig,
): Promise<CardProgram> {
  const row = await reader
    .selectFrom('card_programs')
    .selectAll()
    .where('company_id', '=', companyId)
    .executeTakeFirst()
  const own = new Map(Object.entries(row?.fees ?? {}))
  const fee = (name: string) => BigInt(own.get(name) ?? '0')
  const settings = new Map<string, unknown>(Object.entries(row?.settings ?? {}))
  const shadow = row?.shadow as StoredCandidates | null | undefined
  return {
    companyId,
    version: row?.version ?? 0n,
    velocityRules: (row?.velocity_rules as VelocityRule[] | undefined) ?? [],
    risk: readRisk(row?.risk as StoredRisk | null | undefined),
    shadow: shadow == null ? null : toCandidates(shadow),
    blockedCategories: new Set(row?.blocked_categories ?? []),
    blockedCountries: new Set(row?.blocked_countries ?? []),
    rates: {
      fxClient: fee('fx_percentage'),
      fxProvider: operator.providerFees.fxPercent,
      atmFlatClient: fee('atm_flat'),
      atmFlatProvider: operator.providerFees.atmFlat,
      atmPercentClient: fee('atm_percentage'),
      atmPercentProvider: operator.providerFees.atmPercent,
    },
    depositFees: { client: fee('deposit_percentage'), provider: operator.providerFees.depositPercent },
    settings: {
      limitTimeZone: (settings.get('limit_time_zone') as string | undefined) ?? 'UTC',
      holdingFloor: largest(
        BigInt((settings.get('holding_floor') as string | undefined) ?? '0'),
        operator.floorMinimumMicroUsd,
      ),
      cvvAttempts: (settings.get('cvv_attempts') as number | undefined) ?? CVV_ATTEMPTS,
      holdDays: { ...HOLD_DAYS, ...(settings.get('hold_days') as object | undefined) },
      panPageAncestors: (settings.get('pan_page_ancestors') as string[] | undefined) ?? [],
    },
  }
}

/** As stored in jsonb: amounts are texts of whole millionths. */
export type StoredRisk = Readonly<Record<keyof RiskConfig, string>>
export interface StoredCandidates {
  readonly velocity_rules: readonly VelocityRule[] | null
  readonly risk_score: StoredRisk | null
}

export function toCandidates({ velocity_rules, risk_score }: StoredCandidates): Candidates {
  return { velocityRules: velocity_rules, risk: readRisk(risk_score) }
}

/** All weights zero is the same as off. */
function readRisk(stored: StoredRisk | null | undefined): RiskConfig | null {
  if (stored == null) return null
  const risk: RiskConfig = {
    threshold: BigInt(stored.threshold),
    geo_distance_weight: BigInt(stored.geo_distance_weight),
    mcc_profile_weight: BigInt(stored.mcc_profile_weight),
    amount_baseline_weight: BigInt(stored.amount_baseline_weight),
    time_window_weight: BigInt(stored.time_window_weight),
    decline_rate_weight: BigInt(stored.decline_rate_weight),
    merchant_country_weight: BigInt(stored.merchant_country_weight),
  }
  return RISK_WEIGHTS.every((name) => risk[name] === 0n) ? null : risk
}

function largest(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
