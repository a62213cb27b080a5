import { type Static, Type } from 'typebox'
import { jsonb } from '../../../kernel/database.ts'
import { amountField } from '../../../kernel/http/fields.ts'
import { type Route, readRoute, writeRoute } from '../../../kernel/http/route.ts'
import { jsonNumber } from '../../../kernel/money.ts'
import { isRefusal, type Refusal } from '../../../kernel/refusal.ts'
import { RISK_WEIGHTS, type RiskConfig, type StoredRisk } from '../../program.ts'
import { readMillionths, showMillionths } from './fields.ts'
import { type Aspect, changeProgram, type ProgramRow, readProgramRow } from './program-row.ts'

const PATH = '/cards/account/configuration/risk-score'

export const RiskInput = Type.Object({
  threshold: amountField(),
  geo_distance_weight: Type.Optional(amountField()),
  mcc_profile_weight: Type.Optional(amountField()),
  amount_baseline_weight: Type.Optional(amountField()),
  time_window_weight: Type.Optional(amountField()),
  decline_rate_weight: Type.Optional(amountField()),
  merchant_country_weight: Type.Optional(amountField()),
})
export const RiskShape = Type.Object({
  threshold: Type.Number(),
  geo_distance_weight: Type.Number(),
  mcc_profile_weight: Type.Number(),
  amount_baseline_weight: Type.Number(),
  time_window_weight: Type.Number(),
  decline_rate_weight: Type.Number(),
  merchant_country_weight: Type.Number(),
})

const FIELDS = ['threshold', ...RISK_WEIGHTS] as const satisfies readonly (keyof RiskConfig)[]
/** Threshold 1, all weights 0: off. */
const DEFAULT: StoredRisk = {
  threshold: '1000000',
  geo_distance_weight: '0',
  mcc_profile_weight: '0',
  amount_baseline_weight: '0',
  time_window_weight: '0',
  decline_rate_weight: '0',
  merchant_country_weight: '0',
}
const ASPECT: Aspect = { name: 'card_risk_score', show: showLive }

export function riskScoreRoutes(): Route[] {
  return [
    readRoute({
      method: 'GET',
      path: PATH,
      access: { level: 1 },
      summary: 'Threshold and weights of the risk score',
      tag: 'Card configuration',
      answer: RiskShape,
      read: async (db, { companyId }) => showLive(await readProgramRow(db, companyId)),
    }),
    writeRoute({
      method: 'PUT',
      path: PATH,
      access: { level: 2 },
      summary: 'Replace threshold and weights of the risk score; a weight left out is 0',
      tag: 'Card configuration',
      refusals: ['CARD_CONFIGURATION'],
      body: RiskInput,
      answer: RiskShape,
      async write(tx, call) {
        const risk = readRiskInput('', call.body)
        if (isRefusal(risk)) return risk
        const after = await changeProgram(tx, call, ASPECT, () => ({ risk: jsonb(risk) }))
        return isRefusal(after) ? after : showLive(after)
      },
    }),
  ]
}

function showLive({ risk }: ProgramRow): object {
  return showRisk((risk as StoredRisk | null) ?? DEFAULT)
}

export function showRisk(risk: StoredRisk): object {
  return Object.fromEntries(FIELDS.map((name) => [name, jsonNumber(showMillionths(BigInt(risk[name])))]))
}

/** As it is stored: texts of whole millionths. `prefix` stands before the names of fields in refusals. */
export function readRiskInput(prefix: string, input: Static<typeof RiskInput>): StoredRisk | Refusal {
  const risk: Record<keyof RiskConfig, string> = { ...DEFAULT }
  for (const name of FIELDS) {
    const units = readMillionths(`${prefix}${name}`, input[name] ?? 0)
    if (isRefusal(units)) return units
    risk[name] = units.toString()
  }
  return risk
}
