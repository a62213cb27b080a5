import type { SettledTransaction, Token } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import { book } from '../ledger/book.ts'
import { EVENT_AFTER, MOVEMENT_AFTER } from '../payments/outcome.ts'
import { type Payment, settlePayment } from '../payments/payment.ts'
import { writeEvents } from '../webhooks/write-events.ts'
import { equity, virtualBalance } from './balances.ts'
import type { WalletDeps } from './deps.ts'
import { withdrawalEvent } from './events.ts'
import { completePayment, type PaymentMoney, returnPayment } from './payment-money.ts'

type Handler = (tx: Tx, settled: SettledTransaction) => Promise<void>
type WithdrawalType = 'withdraw' | 'holding_withdraw'

/** What follows for money, movements and events when a withdrawal's transaction is final, or needs an operator. */
export function walletSettled(deps: Pick<WalletDeps, 'tokens' | 'clock'>): Map<string, Handler> {
  const settle =
    (type: WithdrawalType): Handler =>
    (tx, settled) =>
      settleWithdrawal(tx, deps, type, settled)
  return new Map([
    ['withdraw', settle('withdraw')],
    ['holding_withdraw', settle('holding_withdraw')],
  ])
}

async function settleWithdrawal(
  tx: Tx,
  deps: Pick<WalletDeps, 'tokens' | 'clock'>,
  type: WithdrawalType,
  settled: SettledTransaction,
): Promise<void> {
  const now = deps.clock.now()
  const wallet = await lockPayer(tx, type, settled)
  const payment = await settlePayment(tx, settled, now)
  if (payment === null) return
  const token = await deps.tokens.findEver(tx, payment.company_id, payment.chain, payment.token_address)
  if (token === null) throw new Error(`Payment ${payment.id} is of a token that the company never had`)
  await bookOutcome(tx, type, settled.outcome, payment, token, now)
  await tx
    .updateTable('movements')
    .set({ status: MOVEMENT_AFTER[settled.outcome], tx_hash: settled.hash })
    .where('company_id', '=', payment.company_id)
    .where('subject_id', '=', payment.id)
    .execute()
  await writeEvents(tx, [
    withdrawalEvent({
      wallet,
      type,
      status: EVENT_AFTER[settled.outcome],
      reason: payment.reason,
      operationId: payment.id,
      hash: settled.hash,
      toAddress: payment.to_address,
      token,
      units: payment.amount,
      createdAt: payment.created_at,
      at: now,
    }),
  ])
}

async function bookOutcome(
  tx: Tx,
  type: WithdrawalType,
  outcome: SettledTransaction['outcome'],
  payment: Payment,
  token: Token,
  now: Date,
): Promise<void> {
  if (outcome === 'MANUAL_CHECK') return
  const { company_id: companyId, id: paymentId, amount: units } = payment
  const payer =
    type === 'withdraw' ? virtualBalance(payment.wallet_id, token.id) : equity(companyId, token.id)
  const money: PaymentMoney = { companyId, paymentId, payer, units }
  const transfers = outcome === 'SUCCEEDED' ? completePayment(money) : returnPayment(money)
  const booking = await book(tx, companyId, transfers, now)
  if (!booking.booked) throw new Error(`The end of payment ${paymentId} was not booked: ${booking.problem}`)
}

/**
 * The wallet whose events keep their order. One with an open payment is never deleted.
 */
async function lockPayer(tx: Tx, type: WithdrawalType, settled: SettledTransaction) {
  const payerId = tx
    .selectFrom('payments')
    .select('wallet_id')
    .where('company_id', '=', settled.companyId)
    .where('id', '=', settled.id)
  if (type === 'holding_withdraw')
    return tx
      .selectFrom('holding_wallets')
      .select(['company_id', 'id', 'address', 'chain'])
      .where('company_id', '=', settled.companyId)
      .where('id', '=', payerId)
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow()
  return tx
    .selectFrom('virtual_wallets')
    .select(['company_id', 'id', 'address', 'chain', 'client_id'])
    .where('company_id', '=', settled.companyId)
    .where('id', '=', payerId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
}
