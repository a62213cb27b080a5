import { lockCompany } from '../companies/company.ts'
import { type AuditEntry, writeAudit } from '../kernel/audit.ts'
import { jsonb, type Tx } from '../kernel/database.ts'
import { callerName } from '../kernel/http/caller-name.ts'
import type { Caller } from '../kernel/http/route.ts'
import { tellAdmins } from '../people/tell-admins.ts'
import { type Approval, insertPoliciesApproval, lockApproval, writeStatus } from './approval.ts'
import type { PoliciesDeps } from './deps.ts'
import { lockPolicySet, readPolicySet, type StoredPolicy } from './policy-set.ts'

/** With fewer than two ADMINs a draft counts after so long. Business time. */
export const DRAFT_WAITS_MS = 24 * 3_600_000

type Deps = Pick<PoliciesDeps, 'sealer'>
type Who = Pick<AuditEntry, 'caller' | 'traceId' | 'at'>

/** Replaces the draft that is there. Nothing of it counts yet. */
export async function writeDraft(
  tx: Tx,
  { sealer }: Deps,
  companyId: string,
  policies: readonly StoredPolicy[],
  who: Who & { readonly caller: Caller },
): Promise<void> {
  const { at } = who
  // Drafts come one after the other; one that is being approved now is so before the next takes its place.
  await lockCompany(tx, companyId)
  const earlier = await readPolicySet(tx, companyId)
  const open = await lockApproval(tx, companyId, earlier?.draft_approval_id ?? '')
  if (open?.status === 'PENDING') await writeStatus(tx, open, 'REJECTED', at)
  const requestedBy = callerName(who.caller)
  const draft = {
    draft: jsonb(policies),
    draft_approval_id: await insertPoliciesApproval(tx, { companyId, requestedBy, at }),
    draft_at: at,
    updated_at: at,
  }
  await tx
    .insertInto('policy_sets')
    .values({ company_id: companyId, ...draft })
    .onConflict((conflict) => conflict.column('company_id').doUpdateSet(draft))
    .execute()
  await writeAudit(tx, {
    ...who,
    companyId,
    action: 'policies.drafted',
    objectType: 'policies',
    objectId: draft.draft_approval_id,
    before: earlier?.policies ?? [],
    after: policies,
  })
  await tellAdmins(tx, sealer, {
    companyId,
    subject: 'New payment policies were proposed',
    text: `${who.caller.name} has proposed other payment policies. They wait for an ADMIN other than who asked, or count after a day where there are fewer than two.`,
    at,
  })
}

/** The draft of this approval is what counts from this commit on. The caller holds the approval's lock. */
export async function putIntoForce(tx: Tx, { sealer }: Deps, approval: Approval, who: Who): Promise<void> {
  const { company_id: companyId } = approval
  const set = await lockPolicySet(tx, companyId)
  if (set === null || set.draft === null || set.draft_approval_id !== approval.id)
    throw new Error(`Approval ${approval.id} is of a draft that is gone`)
  await writeStatus(tx, approval, 'APPROVED', who.at)
  const version = set.version + 1n
  await tx
    .updateTable('policy_sets')
    .set({
      version,
      policies: jsonb(set.draft),
      draft: null,
      draft_approval_id: null,
      draft_at: null,
      updated_at: who.at,
    })
    .where('company_id', '=', companyId)
    .execute()
  await writeAudit(tx, {
    ...who,
    companyId,
    action: 'policies.changed',
    objectType: 'policies',
    objectId: approval.id,
    before: set.policies,
    after: set.draft,
  })
  await tellAdmins(tx, sealer, {
    companyId,
    subject: 'Other payment policies count from now on',
    text: `The policies that ${approval.requested_by} proposed count from now on, as version ${version}.`,
    at: who.at,
  })
}
