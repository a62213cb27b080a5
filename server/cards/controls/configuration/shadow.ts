import { type Static, Type } from 'typebox'
import { jsonb } from '../../../kernel/database.ts'
import { type Route, readRoute, writeRoute } from '../../../kernel/http/route.ts'
import { isRefusal, type Refusal } from '../../../kernel/refusal.ts'
import type { StoredCandidates } from '../../program.ts'
import { type Aspect, changeProgram, type ProgramRow, readProgramRow } from './program-row.ts'
import { RiskInput, RiskShape, readRiskInput, showRisk } from './risk-score.ts'
import { RuleInput, RuleShape, readRules } from './velocity-rules.ts'

const PATH = '/cards/account/configuration/shadow'

/** Rules as a list, or inside an object as the live ones are put. */
export const candidateFields = {
  velocity_rules: Type.Optional(
    Type.Union([Type.Array(RuleInput), Type.Object({ rules: Type.Array(RuleInput) })]),
  ),
  risk_score: Type.Optional(RiskInput),
}
const CandidatesInput = Type.Object(candidateFields)
const CandidatesShape = Type.Object({
  velocity_rules: Type.Union([Type.Array(RuleShape), Type.Null()]),
  risk_score: Type.Union([RiskShape, Type.Null()]),
})

const ASPECT: Aspect = { name: 'card_shadow', show: showCandidates }

export function shadowRoutes(): Route[] {
  return [
    readRoute({
      method: 'GET',
      path: PATH,
      access: { level: 1 },
      summary: 'Candidates that run beside the live velocity rules and risk score; null where there are none',
      tag: 'Card configuration',
      answer: CandidatesShape,
      read: async (db, { companyId }) => showCandidates(await readProgramRow(db, companyId)),
    }),
    writeRoute({
      method: 'PUT',
      path: PATH,
      access: { level: 2 },
      summary: 'Replace the candidates; they decide nothing',
      tag: 'Card configuration',
      refusals: ['VELOCITY_RULES_LIMIT', 'VELOCITY_RULES_DUPLICATE', 'CARD_CONFIGURATION'],
      body: CandidatesInput,
      answer: CandidatesShape,
      async write(tx, call) {
        const candidates = readCandidates(call.body)
        if (isRefusal(candidates)) return candidates
        const isNone = candidates.velocity_rules === null && candidates.risk_score === null
        const shadow = isNone ? null : jsonb(candidates)
        const after = await changeProgram(tx, call, ASPECT, () => ({ shadow }))
        return isRefusal(after) ? after : showCandidates(after)
      },
    }),
    writeRoute({
      method: 'DELETE',
      path: PATH,
      access: { level: 2 },
      summary: 'Remove the candidates; what they have said so far stays in the report',
      tag: 'Card configuration',
      answer: Type.Null(),
      status: 204,
      async write(tx, call) {
        const after = await changeProgram(tx, call, ASPECT, () => ({ shadow: null }))
        return isRefusal(after) ? after : null
      },
    }),
  ]
}

/** As they are stored. */
export function readCandidates(input: Static<typeof CandidatesInput>): StoredCandidates | Refusal {
  const { velocity_rules: given, risk_score } = input
  const list = given === undefined || Array.isArray(given) ? given : given.rules
  const rules = list === undefined ? null : readRules('velocity_rules', list)
  if (isRefusal(rules)) return rules
  const risk = risk_score === undefined ? null : readRiskInput('risk_score.', risk_score)
  return isRefusal(risk) ? risk : { velocity_rules: rules, risk_score: risk }
}

function showCandidates({ shadow }: ProgramRow): object {
  const { velocity_rules, risk_score } = (shadow as StoredCandidates | null) ?? {
    velocity_rules: null,
    risk_score: null,
  }
  return { velocity_rules, risk_score: risk_score === null ? null : showRisk(risk_score) }
}
