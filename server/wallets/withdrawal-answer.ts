import { INTERNAL_HASH } from '../payments/payment.ts'
import type { WalletDeps } from './deps.ts'

/** What stands in the database when a withdrawal's transaction has committed. JSON: it is kept with the idempotency key. */
export interface StartedWithdrawal {
  readonly paymentId: string
  readonly onChain: boolean
}

export const IN_LEDGER = (paymentId: string): StartedWithdrawal => ({ paymentId, onChain: false })
export const ON_CHAIN = (paymentId: string): StartedWithdrawal => ({ paymentId, onChain: true })

/**
 * Signs and broadcasts what is to go on chain, and answers as WithdrawResult. A retry after a crash comes here again: the
 * sender knows the payment by its id and never sends it twice. The hash is null when no node could be reached; the sender goes on.
 */
export async function finishWithdrawal(
  deps: Pick<WalletDeps, 'db' | 'sender'>,
  companyId: string,
  started: StartedWithdrawal,
): Promise<object> {
  const { paymentId: id } = started
  if (!started.onChain) return { id, transaction_hash: INTERNAL_HASH, status: 'SUCCESS' }
  const sent = await deps.sender.drive(companyId, id)
  const payment = await deps.db
    .selectFrom('payments')
    .select(['status', 'tx_hash'])
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { id, transaction_hash: payment.tx_hash ?? sent.hash, status: payment.status }
}
