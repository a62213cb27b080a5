import type { Tx } from '../kernel/database.ts'
import { type Approval, writeStatus } from './approval.ts'
import type { PoliciesDeps } from './deps.ts'

export interface ApprovalEnd {
  readonly status: 'REJECTED' | 'EXPIRED'
  /** What the payment's reason says. */
  readonly reason: string
  readonly at: Date
}

/**
 * Ends an open approval without a yes; the caller holds its lock. Its payment was never queued, so it is told to the product as
 * lost: the handler that ends payments gives the money back, in this commit. A draft of policies is dropped.
 */
export async function endApproval(
  tx: Tx,
  { settled }: Pick<PoliciesDeps, 'settled'>,
  approval: Approval,
  { status, reason, at }: ApprovalEnd,
): Promise<void> {
  if (approval.status !== 'PENDING') throw new Error(`Approval ${approval.id} is ${approval.status}`)
  await writeStatus(tx, approval, status, at)
  const { company_id: companyId, transaction } = approval
  if (transaction === null) return dropDraft(tx, approval, at)
  const { id, chain, purpose, intent } = transaction
  const handler = settled.get(purpose)
  if (handler === undefined) throw new Error(`Nobody books the end of payments of purpose ${purpose}`)
  await handler(tx, { companyId, id, chain, purpose, intent, outcome: 'LOST', hash: null, reason })
}

async function dropDraft(tx: Tx, approval: Approval, at: Date): Promise<void> {
  await tx
    .updateTable('policy_sets')
    .set({ draft: null, draft_approval_id: null, draft_at: null, updated_at: at })
    .where('company_id', '=', approval.company_id)
    .where('draft_approval_id', '=', approval.id)
    .execute()
}
