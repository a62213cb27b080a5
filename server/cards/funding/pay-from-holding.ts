import { queueTransaction } from '../../chains/sender/queue-transaction.ts'
import type { HoldingWallet } from '../../holdings/holding-wallet.ts'
import type { CheckedOrder } from '../../holdings/order.ts'
import type { Tx } from '../../kernel/database.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import { readBalances } from '../../ledger/balances.ts'
import { book } from '../../ledger/book.ts'
import { lockAccounts } from '../../ledger/lock.ts'
import { insertPayment } from '../../payments/payment.ts'
import { programAccount } from '../card-accounts.ts'
import { accountsOf } from './accounts-of.ts'
import { type CardPurpose, commitCardPayment, PAYERS } from './payment-money.ts'

export interface CardPayment extends CheckedOrder {
  readonly paymentId: string
  readonly purpose: CardPurpose
  readonly holding: HoldingWallet
  /** What the payer has, told under the lock that books: null when it may pay. Micro-dollars. */
  readonly check: (available: bigint) => Refusal | null
  readonly requestedBy: string
  readonly at: Date
}

/**
 * Books a payment, records it and queues its transaction, all in the caller's commit. Purchases take from the same account: they
 * wait, or find its version changed, so what `check` saw holds. Refuses with W7 when the tokens are not in the wallet; nothing was written then.
 */
export async function payFromHolding(tx: Tx, payment: CardPayment): Promise<Refusal | null> {
  const { paymentId, purpose, holding, token, units, at } = payment
  const companyId = holding.company_id
  const transfers = commitCardPayment({ companyId, paymentId, purpose, assetId: token.id, units })
  await lockAccounts(tx, companyId, accountsOf(transfers))
  const [payer] = await readBalances(tx, companyId, [programAccount(PAYERS[purpose], companyId)])
  const refusal = payment.check(payer?.available ?? 0n)
  if (refusal !== null) return refusal
  const booking = await book(tx, companyId, transfers, at)
  if (!booking.booked) {
    if (booking.problem === 'insufficient') return refuse('INSUFFICIENT_HOLDING')
    throw new Error(`Payment ${paymentId} was not booked: ${booking.problem}`)
  }
  await insertPayment(tx, {
    id: paymentId,
    companyId,
    product: 'cards',
    operation: purpose,
    walletId: holding.id,
    token,
    toAddress: payment.toAddress,
    units,
    route: 'ON_CHAIN',
    requestedBy: payment.requestedBy,
    at,
  })
  await queueTransaction(tx, {
    companyId,
    id: paymentId,
    chain: holding.chain,
    purpose,
    from: { address: holding.address, keyPath: holding.key_path },
    intent: {
      kind: 'token_transfer',
      token: token.address,
      to: payment.toAddress,
      amount: units.toString(),
    },
    createdAt: at,
  })
  return null
}
