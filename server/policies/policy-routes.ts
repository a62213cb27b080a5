import { readRoute, writeRoute } from '../kernel/http/route.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { checkPolicies, PoliciesBody } from './check-policies.ts'
import type { PoliciesDeps } from './deps.ts'
import { writeDraft } from './draft.ts'
import { PoliciesShape, showPolicies } from './policies-shape.ts'

export const getPoliciesRoute = readRoute({
  method: 'GET',
  path: '/management/policies',
  access: { level: 3 },
  summary: 'Policies of outgoing payments, and the draft that waits',
  tag: 'Policies',
  answer: PoliciesShape,
  read: (db, { companyId }) => showPolicies(db, companyId),
})

export function putPoliciesRoute(deps: Pick<PoliciesDeps, 'sealer'>) {
  return writeRoute({
    method: 'PUT',
    path: '/management/policies',
    access: { level: 3 },
    summary: 'Propose other policies: a draft of all of them',
    refusals: ['POLICY_INVALID', 'VALUE_NOT_ALLOWED', 'AMOUNT_NOT_POSITIVE', 'AMOUNT_DECIMALS'],
    tag: 'Policies',
    body: PoliciesBody,
    answer: PoliciesShape,
    async write(tx, { companyId, body, caller, traceId, now }) {
      const policies = await checkPolicies(tx, companyId, body.policies)
      if (isRefusal(policies)) return policies
      await writeDraft(tx, deps, companyId, policies, { caller, traceId, at: now })
      return showPolicies(tx, companyId)
    },
  })
}
