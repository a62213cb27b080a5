import { Type } from 'typebox'
import type { OnSettled } from '../chains/sender/context.ts'
import type { RecordDecision, Resolution } from '../chains/sender/resolve.ts'
import { writeAudit } from '../kernel/audit.ts'
import type { Database, Reader, Tx } from '../kernel/database.ts'
import { enumField } from '../kernel/http/fields.ts'
import { type Call, writeRoute } from '../kernel/http/route.ts'
import { isId } from '../kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { lockApprovalOfPayment } from '../policies/approval.ts'
import { endApproval } from '../policies/end-approval.ts'
import type { Payment } from './payment.ts'
import { PaymentShape, type ShowDeps, showPayment } from './read-payment.ts'

type Decide = (companyId: string, id: string, record: RecordDecision) => Promise<Resolution>

export interface ResolveDeps extends ShowDeps {
  readonly db: Database
  readonly sender: { readonly retry: Decide; readonly cancel: Decide }
  /** By purpose: the handlers that give money back. */
  readonly settled: ReadonlyMap<string, OnSettled>
}

type Outcome = 'retry' | 'cancel'

/** What stands when the decision has committed. JSON: it is kept with the idempotency key. */
interface Decided {
  readonly paymentId: string
  /** It was never queued, so there is nothing that the sender would know of. */
  readonly ended: boolean
}

/**
 * The operator's word on a payment that is stuck: once more with a higher fee, or spend its nonce on nothing. A cancelled one
 * gives its money back when that is final; one that was mined after all ends as paid.
 */
export function resolvePayment(deps: ResolveDeps) {
  return writeRoute({
    method: 'POST',
    path: '/management/payments/{paymentId}/resolve',
    access: { operator: true },
    summary: 'Retry or cancel a stuck payment',
    refusals: [
      'VALUE_NOT_ALLOWED',
      'PAYMENT_NOT_FOUND',
      'PAYMENT_FINAL',
      'PAYMENT_MINED',
      'PAYMENT_FEE_CAP',
      'PAYMENT_WAITS',
      'PAYMENT_UNSENT',
    ],
    tag: 'Payments',
    body: Type.Object({ outcome: enumField(['retry', 'cancel']) }),
    answer: PaymentShape,
    async write(tx, call) {
      const payment = await findAnyPayment(tx, call.params.paymentId ?? '')
      if (isRefusal(payment)) return payment
      if (isFinal(payment)) return refuse('PAYMENT_FINAL')
      return (await resolveWaiting(tx, deps, payment, call)) ?? { paymentId: payment.id, ended: false }
    },
    async finish({ paymentId, ended }: Decided, call) {
      const payment = await findAnyPayment(deps.db, paymentId)
      if (isRefusal(payment)) return payment
      if (ended) return showPayment(deps.db, deps, payment)
      const { outcome } = call.body
      const decide = outcome === 'retry' ? deps.sender.retry : deps.sender.cancel
      const resolution = await decide(payment.company_id, payment.id, (tx) =>
        recordDecision(tx, payment, call),
      )
      if (!resolution.resolved) return refuse(WHY_NOT[resolution.because])
      const after = await findAnyPayment(deps.db, paymentId)
      return isRefusal(after) ? after : showPayment(deps.db, deps, after)
    },
  })
}

type ResolveCall = Pick<Call<{ readonly outcome: Outcome }, unknown>, 'body' | 'caller' | 'traceId' | 'now'>

/** Of a payment that waits for people: a cancellation is a no. Null: it does not wait. */
async function resolveWaiting(
  tx: Tx,
  deps: ResolveDeps,
  payment: Payment,
  call: ResolveCall,
): Promise<Decided | Refusal | null> {
  const approval = await lockApprovalOfPayment(tx, payment.company_id, payment.id)
  if (approval?.status !== 'PENDING') return null
  if (call.body.outcome === 'retry') return refuse('PAYMENT_WAITS')
  await recordDecision(tx, payment, call)
  const reason = 'Cancelled by the operator'
  await endApproval(tx, deps, approval, { status: 'REJECTED', reason, at: call.now })
  return { paymentId: payment.id, ended: true }
}

function recordDecision(tx: Tx, payment: Payment, call: ResolveCall): Promise<void> {
  return writeAudit(tx, {
    companyId: payment.company_id,
    caller: call.caller,
    action: `payment.${call.body.outcome === 'retry' ? 'retried' : 'cancelled'}`,
    objectType: 'payment',
    objectId: payment.id,
    before: { status: payment.status },
    after: null,
    traceId: call.traceId,
    at: call.now,
  })
}

const WHY_NOT = {
  NOT_FOUND: 'PAYMENT_UNSENT', // started, and it is not known yet where it goes
  ALREADY_FINAL: 'PAYMENT_FINAL',
  MINED: 'PAYMENT_MINED',
  FEE_CAP: 'PAYMENT_FEE_CAP',
} as const

function isFinal(payment: Payment): boolean {
  return payment.status === 'SUCCESS' || payment.status === 'FAILED'
}

/** Of any company: for the operator alone, whose key belongs to none. */
async function findAnyPayment(reader: Reader, id: string): Promise<Payment | Refusal> {
  if (!isId(id)) return refuse('PAYMENT_NOT_FOUND')
  const payment = await reader.selectFrom('payments').selectAll().where('id', '=', id).executeTakeFirst()
  return payment ?? refuse('PAYMENT_NOT_FOUND')
}
