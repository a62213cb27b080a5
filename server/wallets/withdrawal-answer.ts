import { INTERNAL_HASH } from '../payments/payment.ts'
import type { WalletDeps } from './deps.ts'
import type { CommittedPayment } from './pay-outside.ts'

/** What stands in the database when a withdrawal's transaction has committed. JSON: it is kept with the idempotency key. */
export interface StartedWithdrawal {
  readonly paymentId: string
  readonly onChain: boolean
  /** It waits for approval: nothing is sent yet. */
  readonly waits: boolean
}

export const IN_LEDGER = (paymentId: string): StartedWithdrawal => ({
  paymentId,
  onChain: false,
  waits: false,
})
export const ON_CHAIN = (paymentId: string, { waits }: CommittedPayment): StartedWithdrawal => ({
  paymentId,
  onChain: true,
  waits,
})

/**
 * Signs and broadcasts what is to go on chain, and answers as WithdrawResult. A retry after a crash comes here again: the
 * sender knows the payment by its id and never sends it twice. The hash is null when no node could be reached (the sender
 * goes on), and while people have not approved.
 */
export async function finishWithdrawal(
  deps: Pick<WalletDeps, 'db' | 'sender'>,
  companyId: string,
  started: StartedWithdrawal,
): Promise<object> {
  const { paymentId: id } = started
  if (!started.onChain) return { id, transaction_hash: INTERNAL_HASH, status: 'SUCCESS' }
  const sent = started.waits ? null : await deps.sender.drive(companyId, id)
  const payment = await deps.db
    .selectFrom('payments')
    .select(['status', 'tx_hash'])
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { id, transaction_hash: payment.tx_hash ?? sent?.hash ?? null, status: payment.status }
}
