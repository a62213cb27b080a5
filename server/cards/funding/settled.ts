import type { SettledTransaction } from '../../chains/types.ts'
import type { Tx } from '../../kernel/database.ts'
import { moneyToText } from '../../kernel/money.ts'
import { book } from '../../ledger/book.ts'
import { type Payment, settlePayment } from '../../payments/payment.ts'
import { writeEvents } from '../../webhooks/write-events.ts'
import type { FundingDeps } from './deps.ts'
import { type CardPurpose, completeCardPayment, PAYERS, returnCardPayment } from './payment-money.ts'

type Handler = (tx: Tx, settled: SettledTransaction) => Promise<void>
type Deps = Pick<FundingDeps, 'tokens' | 'clock'>

/** What follows for money, settlements and events when a payment out of the cards' holding wallet is final, or needs an operator. */
export function cardSettled(deps: Deps): Map<string, Handler> {
  const purposes = Object.keys(PAYERS) as CardPurpose[]
  return new Map(purposes.map((purpose) => [purpose, (tx, settled) => settle(tx, deps, purpose, settled)]))
}

async function settle(tx: Tx, deps: Deps, purpose: CardPurpose, settled: SettledTransaction): Promise<void> {
  const now = deps.clock.now()
  const holding = await lockHolding(tx, settled)
  const payment = await settlePayment(tx, settled, now)
  if (payment === null) return
  const token = await deps.tokens.findEver(tx, payment.company_id, payment.chain, payment.token_address)
  if (token === null) throw new Error(`Payment ${payment.id} is of a token that the company never had`)
  if (purpose === 'card_settlement') await settleSettlement(tx, payment)
  if (purpose === 'warranty_withdraw' && settled.outcome !== 'MANUAL_CHECK')
    await writeEvents(tx, [
      {
        companyId: payment.company_id,
        product: 'cards',
        eventType: 'warranty_withdraw',
        operationId: settled.hash ?? payment.id,
        status: settled.outcome === 'SUCCEEDED' ? 'success' : 'failed',
        reason: payment.reason,
        orderKey: holding.id,
        data: {
          wallet_id: holding.id,
          wallet_address: holding.address,
          blockchain: holding.chain.toLowerCase(),
          card_id: null,
          transaction_hash: settled.hash,
          to_wallet_address: payment.to_address,
          amount: moneyToText({ asset: token, units: payment.amount }),
          token_address: token.address,
          created_at: payment.created_at.toISOString(),
        },
        at: now,
      },
    ])
  if (settled.outcome !== 'MANUAL_CHECK')
    await bookEnd(tx, { purpose, payment, assetId: token.id, paid: settled.outcome === 'SUCCEEDED', now })
}

async function bookEnd(
  tx: Tx,
  end: { purpose: CardPurpose; payment: Payment; assetId: string; paid: boolean; now: Date },
): Promise<void> {
  const { purpose, payment, assetId } = end
  const { company_id: companyId, id: paymentId, amount: units } = payment
  const money = { companyId, paymentId, purpose, assetId, units }
  const transfers = end.paid ? completeCardPayment(money) : returnCardPayment(money)
  const booking = await book(tx, companyId, transfers, end.now)
  if (!booking.booked) throw new Error(`The end of payment ${paymentId} was not booked: ${booking.problem}`)
}

async function settleSettlement(tx: Tx, payment: Payment): Promise<void> {
  await tx
    .updateTable('card_settlements')
    .set({ status: payment.status, tx_hash: payment.tx_hash })
    .where('company_id', '=', payment.company_id)
    .where('id', '=', payment.id)
    .execute()
}

/** The wallet whose events keep their order. */
async function lockHolding(tx: Tx, settled: SettledTransaction) {
  return tx
    .selectFrom('holding_wallets')
    .select(['id', 'address', 'chain'])
    .where('company_id', '=', settled.companyId)
    .where('id', '=', (query) =>
      query
        .selectFrom('payments')
        .select('wallet_id')
        .where('company_id', '=', settled.companyId)
        .where('id', '=', settled.id),
    )
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
}
