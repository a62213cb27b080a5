import { inTransaction } from '../kernel/database.ts'
import { countActiveAdmins } from '../people/approvers.ts'
import { lockApproval } from './approval.ts'
import type { PoliciesDeps } from './deps.ts'
import { DRAFT_WAITS_MS, putIntoForce } from './draft.ts'
import { endApproval } from './end-approval.ts'

const BATCH_MAX = 100

/**
 * Drafts that have waited for a day count where no second ADMIN could have approved them: judged now, not when they were written,
 * so neither removing an ADMIN shortens that day nor does adding one leave a way around four eyes.
 */
export async function forceDueDrafts(deps: PoliciesDeps): Promise<void> {
  const now = deps.clock.now()
  const due = await deps.db
    .selectFrom('policy_sets')
    .select(['company_id', 'draft_approval_id'])
    .where('draft', 'is not', null)
    .where('draft_at', '<=', new Date(now.getTime() - DRAFT_WAITS_MS))
    .orderBy('draft_at')
    .execute()
  for (const { company_id: companyId, draft_approval_id: approvalId } of due)
    await inTransaction(deps.db, async (tx) => {
      const approval = await lockApproval(tx, companyId, approvalId ?? '')
      if (approval?.status !== 'PENDING') return
      if ((await countActiveAdmins(tx, companyId)) >= 2) return
      await putIntoForce(tx, deps, approval, { caller: null, traceId: null, at: now })
    })
}

/** @returns whether there may be more. */
export async function expireApprovals(deps: PoliciesDeps): Promise<boolean> {
  const now = deps.clock.now()
  const due = await deps.db
    .selectFrom('approvals')
    .select(['company_id', 'id'])
    .where('status', '=', 'PENDING')
    .where('expires_at', '<=', now)
    .orderBy('expires_at')
    .limit(BATCH_MAX)
    .execute()
  for (const { company_id: companyId, id } of due)
    await inTransaction(deps.db, async (tx) => {
      const approval = await lockApproval(tx, companyId, id)
      if (approval?.status !== 'PENDING') return
      await endApproval(tx, deps, approval, { status: 'EXPIRED', reason: 'Not approved in time', at: now })
    })
  return due.length === BATCH_MAX
}
