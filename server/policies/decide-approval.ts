import { Type } from 'typebox'
import { queueTransaction } from '../chains/sender/queue-transaction.ts'
import { writeAudit } from '../kernel/audit.ts'
import type { Tx } from '../kernel/database.ts'
import { enumField, readText } from '../kernel/http/fields.ts'
import { type Call, writeRoute } from '../kernel/http/route.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { type Approver, readApprover, readPeopleBehind } from '../people/approvers.ts'
import { type Approval, lockApproval, POLICIES, writeStatus } from './approval.ts'
import { refuseUnlisted } from './check-destination.ts'
import type { PoliciesDeps } from './deps.ts'
import { putIntoForce } from './draft.ts'
import { endApproval } from './end-approval.ts'
import { readYes } from './read-yes.ts'
import { ApprovalShape, showApprovals } from './show-approval.ts'

const COMMENT_CHARACTERS_MAX = 500
const DECISIONS = ['APPROVE', 'REJECT'] as const
type Decision = (typeof DECISIONS)[number]

/** What stands when the decision has committed. JSON: it is kept with the idempotency key. */
interface Decided {
  readonly approvalId: string
  /** The payment that may leave now. */
  readonly paymentId: string | null
}

/** The word of one person. The last yes that is needed queues the payment in its own commit, and the first no ends it. */
export function decideApprovalRoute(deps: PoliciesDeps) {
  return writeRoute({
    method: 'POST',
    path: '/management/approvals/{approvalId}',
    access: { person: true, level: 3 },
    summary: 'Approve or reject what waits',
    refusals: [
      'VALUE_NOT_ALLOWED',
      'APPROVAL_NOT_FOUND',
      'APPROVAL_CLOSED',
      'APPROVAL_OWN',
      'APPROVER_TOO_NEW',
      'APPROVAL_TWICE',
      'POLICY_REFUSED',
    ],
    tag: 'Policies',
    body: Type.Object({
      decision: enumField(DECISIONS),
      comment: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    }),
    answer: ApprovalShape,
    write: (tx, call) => decide(tx, deps, call),
    async finish({ approvalId, paymentId }: Decided, { companyId }) {
      if (paymentId !== null) await deps.sender.drive(companyId, paymentId)
      const row = await deps.db
        .selectFrom('approvals')
        .selectAll()
        .where('company_id', '=', companyId)
        .where('id', '=', approvalId)
        .executeTakeFirstOrThrow()
      const [shown] = await showApprovals(deps.db, deps.tokens, companyId, [row])
      return shown
    },
  })
}

type DecideCall = Pick<
  Call<{ readonly decision: Decision; readonly comment?: string | null }, unknown>,
  'companyId' | 'params' | 'body' | 'caller' | 'traceId' | 'now'
>

async function decide(tx: Tx, deps: PoliciesDeps, call: DecideCall): Promise<Decided | Refusal> {
  const { companyId, caller, body, now } = call
  const comment =
    body.comment == null ? '' : readText('comment', body.comment, { min: 0, max: COMMENT_CHARACTERS_MAX })
  if (isRefusal(comment)) return comment
  const approval = await lockApproval(tx, companyId, call.params.approvalId ?? '')
  if (approval === null) return refuse('APPROVAL_NOT_FOUND')
  if (approval.status !== 'PENDING') return refuse('APPROVAL_CLOSED', { status: approval.status })
  if (approval.expires_at <= now) return refuse('APPROVAL_CLOSED', { status: 'EXPIRED' })
  const person = await readDecider(tx, approval, caller.id)
  if (isRefusal(person)) return person
  const written = await tx
    .insertInto('approval_decisions')
    .values({
      company_id: companyId,
      approval_id: approval.id,
      user_id: caller.id,
      decision: body.decision,
      comment: comment === '' ? null : comment,
      at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('user_id')
    .executeTakeFirst()
  if (written === undefined) return refuse('APPROVAL_TWICE')
  await writeAudit(tx, {
    companyId,
    caller,
    action: body.decision === 'APPROVE' ? 'approval.approved' : 'approval.rejected',
    objectType: 'approval',
    objectId: approval.id,
    before: {
      operation: approval.operation,
      payment_id: approval.payment_id,
      requested_by: approval.requested_by,
    },
    after: { comment: comment === '' ? null : comment },
    traceId: call.traceId,
    at: now,
  })
  const decided = { approvalId: approval.id, paymentId: null }
  if (body.decision === 'APPROVE') return approve(tx, deps, approval, call)
  const reason = `Rejected by ${person.email}${comment === '' ? '' : `: ${comment}`}`
  await endApproval(tx, deps, approval, { status: 'REJECTED', reason, at: now })
  return decided
}

/** Not who asked, by whatever key; nor somebody who was let in a moment ago. */
async function readDecider(tx: Tx, approval: Approval, userId: string): Promise<Approver | Refusal> {
  const { company_id: companyId, requested_by: requestedBy } = approval
  const person = await readApprover(tx, companyId, userId)
  if (person === null || person.role !== 'ADMIN') return refuse('PERSON_NEEDED')
  if ((await readPeopleBehind(tx, companyId, requestedBy)).has(userId)) return refuse('APPROVAL_OWN')
  // Wall clock, as sessions and invitations: in a sandbox whose time was moved on nobody grows older.
  if (person.approvesFrom.getTime() > Date.now())
    return refuse('APPROVER_TOO_NEW', { at: person.approvesFrom.toISOString() })
  return person
}

async function approve(
  tx: Tx,
  deps: PoliciesDeps,
  approval: Approval,
  { caller, traceId, now }: DecideCall,
): Promise<Decided | Refusal> {
  const { company_id: companyId, id: approvalId } = approval
  const unlisted = await refuseUnlisted(tx, approval, now)
  if (unlisted !== null) return unlisted
  const approvedBy = await readYes(tx, approval)
  if (approvedBy.length < approval.needed) return { approvalId, paymentId: null }
  if (approval.operation === POLICIES) {
    await putIntoForce(tx, deps, approval, { caller, traceId, at: now })
    return { approvalId, paymentId: null }
  }
  if (approval.transaction === null) throw new Error(`Approval ${approvalId} is of nothing`)
  await writeStatus(tx, approval, 'APPROVED', now)
  const { permission, intent, ...transaction } = approval.transaction
  // It is not known yet where it goes: who asked for it goes on, and sends it when it is.
  if (intent === null) return { approvalId, paymentId: null }
  await queueTransaction(tx, {
    ...transaction,
    intent,
    companyId,
    permission: { policyVersion: permission?.policyVersion ?? null, approvedBy },
    // Its age counts from here: it could not be sent before.
    createdAt: now,
  })
  return { approvalId, paymentId: approval.payment_id }
}
