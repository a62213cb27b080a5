import { Type } from 'typebox'
import { NullableInstant } from '../companies/schemas.ts'
import type { Reader } from '../kernel/database.ts'
import { jsonNumber } from '../kernel/money.ts'
import { countActiveAdmins } from '../people/approvers.ts'
import { DRAFT_WAITS_MS } from './draft.ts'
import { readPolicySet, type StoredPolicy } from './policy-set.ts'

const NullableNumber = Type.Union([Type.Number(), Type.Null()])

const PolicyShape = Type.Object({
  name: Type.String(),
  products: Type.Array(Type.String()),
  wallet_id: Type.Union([Type.String(), Type.Null()]),
  max_per_payment: NullableNumber,
  max_per_day: NullableNumber,
  destinations: Type.Enum(['ANY', 'ALLOWED']),
  approval_above: NullableNumber,
  approvals: Type.Integer(),
})

export const PoliciesShape = Type.Object({
  policies: Type.Array(PolicyShape),
  draft: Type.Union([
    Type.Object({
      policies: Type.Array(PolicyShape),
      approval_id: Type.String(),
      effective_at: {
        ...NullableInstant,
        description: 'When it counts without another ADMIN; null where there are two who can approve',
      },
    }),
    Type.Null(),
  ]),
})

/** What counts now, and what waits. */
export async function showPolicies(reader: Reader, companyId: string): Promise<object> {
  const set = await readPolicySet(reader, companyId)
  return {
    policies: (set?.policies ?? []).map(showPolicy),
    draft:
      set?.draft == null
        ? null
        : {
            policies: set.draft.map(showPolicy),
            approval_id: set.draft_approval_id,
            effective_at: await effectiveAt(reader, companyId, set.draft_at),
          },
  }
}

/** As it stands now: an ADMIN who comes or goes changes it. */
async function effectiveAt(reader: Reader, companyId: string, draftAt: Date | null): Promise<string | null> {
  if (draftAt === null || (await countActiveAdmins(reader, companyId)) >= 2) return null
  return new Date(draftAt.getTime() + DRAFT_WAITS_MS).toISOString()
}

function showPolicy(policy: StoredPolicy): object {
  return {
    ...policy,
    max_per_payment: numberOf(policy.max_per_payment),
    max_per_day: numberOf(policy.max_per_day),
    approval_above: numberOf(policy.approval_above),
  }
}

function numberOf(text: string | null) {
  return text === null ? null : jsonNumber(text)
}
