import { queueTransaction } from '../chains/sender/queue-transaction.ts'
import type { NewChainTransaction } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import { insertPayment, type NewPayment } from '../payments/payment.ts'
import { insertPaymentApproval } from './approval.ts'
import type { Verdict } from './check-outgoing.ts'
import type { PlannedTransaction } from './planned-transaction.ts'

export interface PaymentStart {
  readonly payment: NewPayment
  /** Has the payment's id. Under what it may leave is said here. Without an intent it is queued later, by send-started.ts. */
  readonly transaction: Omit<PlannedTransaction, 'permission'>
  readonly verdict: Verdict
}

/**
 * Records a payment that is booked already and queues its transaction, all in the caller's commit. Nothing else may queue what
 * leaves for somebody else, so no payment passes the policies by. `waits`: people decide first, and there is nothing to drive yet.
 */
export async function startPayment(
  tx: Tx,
  { payment, transaction: asked, verdict }: PaymentStart,
): Promise<{ readonly waits: boolean }> {
  const permission = { policyVersion: verdict.policyVersion, approvedBy: [] }
  const transaction = { ...asked, permission }
  await insertPayment(tx, { ...payment, usdMicro: verdict.usdMicro, policyVersion: verdict.policyVersion })
  if (verdict.kind === 'APPROVAL') {
    await insertPaymentApproval(tx, { payment, transaction, needed: verdict.needed })
    return { waits: true }
  }
  if (isReady(transaction)) await queueTransaction(tx, transaction)
  return { waits: false }
}

function isReady(transaction: PlannedTransaction): transaction is NewChainTransaction {
  return transaction.intent !== null
}
