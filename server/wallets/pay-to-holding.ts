import type { Token } from '../chains/types.ts'
import type { HoldingWallet } from '../holdings/holding-wallet.ts'
import type { Tx } from '../kernel/database.ts'
import { derivedId } from '../kernel/ids.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import { book } from '../ledger/book.ts'
import { INTERNAL_HASH, insertPayment } from '../payments/payment.ts'
import { writeEvents } from '../webhooks/write-events.ts'
import { equity, virtualBalance } from './balances.ts'
import { withdrawalEvent } from './events.ts'
import { writeMovements } from './movement.ts'
import { counterparty } from './transfer-internally.ts'
import type { VirtualWallet } from './virtual-wallet.ts'

export interface PaymentToHolding {
  readonly paymentId: string
  readonly wallet: VirtualWallet
  readonly holding: HoldingWallet
  readonly token: Token
  readonly units: bigint
  readonly requestedBy: string
  readonly traceId: string
  readonly at: Date
}

/** To the company's own holding address: the debt goes down, the tokens are there already. Refuses with W6. */
export async function payToHolding(tx: Tx, payment: PaymentToHolding): Promise<Refusal | null> {
  const { wallet, holding, token, units, paymentId, at } = payment
  const companyId = wallet.company_id
  const booking = await book(
    tx,
    companyId,
    [
      {
        type: 'POST',
        id: derivedId('paid_to_holding', paymentId),
        debit: virtualBalance(wallet.id, token.id),
        credit: equity(companyId, token.id),
        amount: units,
        reason: 'paid_to_holding',
        subjectId: paymentId,
      },
    ],
    at,
  )
  if (!booking.booked) {
    if (booking.problem === 'insufficient') return refuse('INSUFFICIENT_VIRTUAL_BALANCE')
    throw new Error(`Payment ${paymentId} to holding was not booked: ${booking.problem}`)
  }
  await insertPayment(tx, {
    id: paymentId,
    companyId,
    product: 'virtual_wallets',
    operation: 'withdraw',
    walletId: wallet.id,
    token,
    toAddress: holding.address,
    units,
    route: 'IN_LEDGER',
    requestedBy: payment.requestedBy,
    at,
  })
  await writeMovements(tx, [
    {
      companyId,
      walletId: wallet.id,
      operation: 'TRANSFER_OUT',
      operationId: paymentId,
      status: 'COMPLETED',
      token,
      units,
      hash: INTERNAL_HASH,
      subjectId: paymentId,
      data: counterparty(holding),
      at,
    },
  ])
  await writeEvents(tx, [
    withdrawalEvent({
      wallet,
      type: 'withdraw',
      status: 'success',
      operationId: paymentId,
      hash: INTERNAL_HASH,
      toAddress: holding.address,
      token,
      units,
      createdAt: at,
      at,
      traceId: payment.traceId,
    }),
  ])
  return null
}
