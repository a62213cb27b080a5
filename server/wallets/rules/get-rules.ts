import { readRoute } from '../../kernel/http/route.ts'
import { readRules } from './read-rule.ts'
import { RulesShape, showRules } from './rule-shape.ts'

export function getRules() {
  return readRoute({
    method: 'GET',
    path: '/virtual-wallets/config/rules',
    access: { level: 1 },
    summary: 'Rules of sweeping, guarantee fund, automatic transfers and alerts',
    tag: 'Configuration',
    answer: RulesShape,
    read: async (db, call) => showRules(await readRules(db, call.companyId)),
  })
}
