import type { HoldingWallet } from '../../holdings/holding-wallet.ts'
import type { CheckedOrder } from '../../holdings/order.ts'
import type { Tx } from '../../kernel/database.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { readBalances } from '../../ledger/balances.ts'
import { book } from '../../ledger/book.ts'
import { lockAccounts } from '../../ledger/lock.ts'
import { checkOutgoing } from '../../policies/check-outgoing.ts'
import { startPayment } from '../../policies/start-payment.ts'
import { programAccount } from '../card-accounts.ts'
import { accountsOf } from './accounts-of.ts'
import type { StartedPayment } from './payment-answer.ts'
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

/** What is owed to the card network is the operator's to pay, and counts in no sum. */
const UNJUDGED = { kind: 'ALLOWED', usdMicro: 0n, policyVersion: null } as const

/**
 * Books a payment, records it and queues its transaction, all in the caller's commit. Purchases take from the same account: they
 * wait, or find its version changed, so what `check` saw holds. Refuses with W12, then with W7 when the tokens are not in the wallet; nothing was written then.
 */
export async function payFromHolding(tx: Tx, payment: CardPayment): Promise<StartedPayment | Refusal> {
  const { paymentId, purpose, holding, token, units, at } = payment
  const companyId = holding.company_id
  const outgoing = {
    companyId,
    product: 'cards',
    operation: purpose,
    walletId: holding.id,
    token,
    units,
    toAddress: payment.toAddress,
    requestedBy: payment.requestedBy,
    at,
  } as const
  const verdict = purpose === 'card_settlement' ? UNJUDGED : await checkOutgoing(tx, outgoing)
  if (isRefusal(verdict)) return verdict
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
  const { waits } = await startPayment(tx, {
    payment: { ...outgoing, id: paymentId, route: 'ON_CHAIN' },
    transaction: {
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
    },
    verdict,
  })
  return { paymentId, waits }
}
