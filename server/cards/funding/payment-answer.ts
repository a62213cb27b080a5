import { Type } from 'typebox'
import type { FundingDeps } from './deps.ts'

/** What stands in the database when a payment has committed. JSON: it is kept with the idempotency key. */
export interface StartedPayment {
  readonly paymentId: string
  /** It waits for approval: nothing is sent yet. */
  readonly waits: boolean
}

export interface SentPayment {
  /** What GET /management/payments knows it by. */
  readonly id: string
  readonly hash: string | null
  readonly status: 'PENDING' | 'SUCCESS' | 'FAILED' | 'MANUAL_CHECK'
  readonly reason: string | null
}

/**
 * Signs and broadcasts what was queued. A retry after a crash comes here again: the sender knows the payment by its id and never
 * sends it twice. The hash is null when no node could be reached (the sender goes on), and
 * while people have not approved.
 */
export async function sendPayment(
  deps: Pick<FundingDeps, 'db' | 'sender'>,
  companyId: string,
  { paymentId, waits }: StartedPayment,
): Promise<SentPayment> {
  const sent = waits ? null : await deps.sender.drive(companyId, paymentId)
  const payment = await deps.db
    .selectFrom('payments')
    .select(['status', 'tx_hash', 'reason'])
    .where('company_id', '=', companyId)
    .where('id', '=', paymentId)
    .executeTakeFirstOrThrow()
  return {
    id: paymentId,
    hash: payment.tx_hash ?? sent?.hash ?? null,
    status: payment.status as SentPayment['status'],
    reason: payment.reason,
  }
}

const FAILED_TEXT = 'The payment failed'

/** The answer of both withdrawals; each has its own words for `status`. */
export function showWithdrawal(sent: SentPayment, status: string): object {
  const failed = sent.status === 'FAILED'
  return {
    id: sent.id,
    transaction_hash: sent.hash,
    status,
    simple_error_message: failed ? FAILED_TEXT : null,
    detailed_error_message: failed ? sent.reason : null,
  }
}

export function withdrawalShape(statuses: readonly string[]) {
  const textOrNull = Type.Union([Type.String(), Type.Null()])
  return Type.Object({
    id: Type.String(),
    transaction_hash: textOrNull,
    status: Type.Enum([...statuses]),
    simple_error_message: textOrNull,
    detailed_error_message: textOrNull,
  })
}
