import { inTransaction, type Tx } from '../kernel/database.ts'
import { countActiveAdmins } from '../people/approvers.ts'
import { type Approval, lockApproval } from './approval.ts'
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
    await endOne(deps, companyId, approvalId ?? '', async (tx, approval) => {
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
  let ended = 0
  for (const { company_id: companyId, id } of due) {
    const end = { status: 'EXPIRED', reason: 'Not approved in time', at: now } as const
    ended += await endOne(deps, companyId, id, (tx, approval) => endApproval(tx, deps, approval, end))
  }
  return ended === BATCH_MAX
}

/** One that fails is left for the next look: it must not hold up those of other companies. @returns how many were looked at: 1 or 0. */
async function endOne(
  deps: PoliciesDeps,
  companyId: string,
  id: string,
  end: (tx: Tx, approval: Approval) => Promise<void>,
): Promise<number> {
  try {
    await inTransaction(deps.db, async (tx) => {
      const approval = await lockApproval(tx, companyId, id)
      if (approval?.status === 'PENDING') await end(tx, approval)
    })
    return 1
  } catch (error) {
    deps.log.error({ err: error, company: companyId, approval: id }, 'approval not ended; tried again')
    return 0
  }
}
