import { Type } from 'typebox'
import { jsonb } from '../../../kernel/database.ts'
import { amountField } from '../../../kernel/http/fields.ts'
import { type Route, readRoute, writeRoute } from '../../../kernel/http/route.ts'
import { isRefusal, type Refusal, refuse } from '../../../kernel/refusal.ts'
import type { VelocityRule } from '../../program.ts'
import { HISTORY_MS, HISTORY_PURCHASES_MAX } from '../history.ts'
import { readWhole } from './fields.ts'
import { type Aspect, changeProgram, type ProgramRow, readProgramRow } from './program-row.ts'

const RULES_MAX = 5
const WINDOW_SECONDS_MAX = HISTORY_MS / 1_000
const PATH = '/cards/account/configuration/velocity-rules'

export const RuleInput = Type.Object({
  max_authorizations: Type.Optional(amountField()),
  time_window_seconds: Type.Optional(amountField()),
})
export const RuleShape = Type.Object({
  max_authorizations: Type.Integer(),
  time_window_seconds: Type.Integer(),
})
const RulesShape = Type.Object({ rules: Type.Array(RuleShape) })

const ASPECT: Aspect = { name: 'card_velocity_rules', show: showRules }

export function velocityRulesRoutes(): Route[] {
  return [
    readRoute({
      method: 'GET',
      path: PATH,
      access: { level: 1 },
      summary: 'Velocity rules',
      tag: 'Card configuration',
      answer: RulesShape,
      read: async (db, { companyId }) => showRules(await readProgramRow(db, companyId)),
    }),
    writeRoute({
      method: 'PUT',
      path: PATH,
      access: { level: 2 },
      summary: 'Replace all velocity rules',
      tag: 'Card configuration',
      refusals: ['VELOCITY_RULES_LIMIT', 'VELOCITY_RULES_DUPLICATE', 'CARD_CONFIGURATION'],
      body: Type.Object({ rules: Type.Array(RuleInput) }),
      answer: RulesShape,
      async write(tx, call) {
        const rules = readRules('rules', call.body.rules)
        if (isRefusal(rules)) return rules
        const after = await changeProgram(tx, call, ASPECT, () => ({ velocity_rules: jsonb(rules) }))
        return isRefusal(after) ? after : showRules(after)
      },
    }),
    writeRoute({
      method: 'DELETE',
      path: PATH,
      access: { level: 2 },
      summary: 'Remove all velocity rules',
      tag: 'Card configuration',
      answer: Type.Null(),
      status: 204,
      async write(tx, call) {
        const after = await changeProgram(tx, call, ASPECT, () => ({ velocity_rules: jsonb([]) }))
        return isRefusal(after) ? after : null
      },
    }),
  ]
}

function showRules({ velocity_rules }: ProgramRow): object {
  return { rules: velocity_rules }
}

/** V1, V3, V2. The bounds are those of a card's history: rules that it cannot answer would never be broken. */
export function readRules(
  field: string,
  inputs: readonly { readonly max_authorizations?: unknown; readonly time_window_seconds?: unknown }[],
): VelocityRule[] | Refusal {
  if (inputs.length > RULES_MAX) return refuse('VELOCITY_RULES_LIMIT')
  const rules: VelocityRule[] = []
  for (const [index, input] of inputs.entries()) {
    const at = `${field}[${index}]`
    const most = readWhole(`${at}.max_authorizations`, input.max_authorizations, 1, HISTORY_PURCHASES_MAX)
    if (isRefusal(most)) return most
    const window = readWhole(`${at}.time_window_seconds`, input.time_window_seconds, 1, WINDOW_SECONDS_MAX)
    if (isRefusal(window)) return window
    rules.push({ max_authorizations: most, time_window_seconds: window })
  }
  const windows = new Set(rules.map(({ time_window_seconds }) => time_window_seconds))
  return windows.size < rules.length ? refuse('VELOCITY_RULES_DUPLICATE') : rules
}
