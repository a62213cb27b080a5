import type { Token } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import { derivedId, newId } from '../kernel/ids.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import { book } from '../ledger/book.ts'
import { INTERNAL_HASH, insertPayment } from '../payments/payment.ts'
import { writeEvents } from '../webhooks/write-events.ts'
import { virtualBalance } from './balances.ts'
import { depositEvent, withdrawalEvent } from './events.ts'
import { writeMovements } from './movement.ts'
import type { VirtualWallet } from './virtual-wallet.ts'

export interface InternalTransfer {
  readonly paymentId: string
  readonly from: VirtualWallet
  readonly to: VirtualWallet
  readonly token: Token
  /** Smallest units. */
  readonly units: bigint
  readonly requestedBy: string
  readonly traceId?: string | undefined
  readonly at: Date
}

/**
 * Between two virtual wallets of one company and chain: ledger only, at once, with a movement and an event on either side.
 * The caller keeps both wallets from being deleted. Refuses with W6.
 */
export async function transferInternally(tx: Tx, transfer: InternalTransfer): Promise<Refusal | null> {
  const { from, to, token, units, paymentId, at, traceId } = transfer
  const booking = await book(
    tx,
    from.company_id,
    [
      {
        type: 'POST',
        id: derivedId('internal_transfer', paymentId),
        debit: virtualBalance(from.id, token.id),
        credit: virtualBalance(to.id, token.id),
        amount: units,
        reason: 'internal_transfer',
        subjectId: paymentId,
      },
    ],
    at,
  )
  if (!booking.booked) {
    if (booking.problem === 'insufficient') return refuse('INSUFFICIENT_VIRTUAL_BALANCE')
    throw new Error(`Internal transfer ${paymentId} was not booked: ${booking.problem}`)
  }
  await insertPayment(tx, {
    id: paymentId,
    companyId: from.company_id,
    product: 'virtual_wallets',
    operation: 'withdraw',
    walletId: from.id,
    token,
    toAddress: to.address,
    units,
    route: 'IN_LEDGER',
    requestedBy: transfer.requestedBy,
    at,
  })
  const receivedId = newId()
  const common = {
    companyId: from.company_id,
    status: 'COMPLETED',
    token,
    units,
    hash: INTERNAL_HASH,
    at,
  } as const
  await writeMovements(tx, [
    {
      ...common,
      walletId: from.id,
      operation: 'TRANSFER_OUT',
      operationId: paymentId,
      subjectId: paymentId,
      data: counterparty(to),
    },
    {
      ...common,
      id: receivedId,
      walletId: to.id,
      operation: 'TRANSFER_IN',
      operationId: receivedId,
      subjectId: paymentId,
      data: counterparty(from),
    },
  ])
  const facts = { hash: INTERNAL_HASH, token, units, createdAt: at, at, traceId }
  await writeEvents(tx, [
    withdrawalEvent({
      ...facts,
      wallet: from,
      type: 'withdraw',
      status: 'success',
      operationId: paymentId,
      toAddress: to.address,
    }),
    depositEvent({ ...facts, wallet: to, operationId: receivedId, fromAddress: from.address }),
  ])
  return null
}

/** What TRANSFER_OUT and TRANSFER_IN say of the other side. */
export function counterparty(wallet: { readonly id: string; readonly address: string }) {
  return { counterparty_wallet_id: wallet.id, counterparty_wallet_address: wallet.address }
}
