import type { Token } from '../chains/types.ts'
import type { HoldingWallet } from '../holdings/holding-wallet.ts'
import type { Tx } from '../kernel/database.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { book } from '../ledger/book.ts'
import type { AccountRef } from '../ledger/types.ts'
import { checkOutgoing } from '../policies/check-outgoing.ts'
import { startPayment } from '../policies/start-payment.ts'
import { virtualBalance } from './balances.ts'
import { writeMovements } from './movement.ts'
import { commitPayment } from './payment-money.ts'
import type { VirtualWallet } from './virtual-wallet.ts'

export interface OutsidePayment {
  readonly paymentId: string
  readonly wallet: VirtualWallet
  readonly holding: HoldingWallet
  readonly token: Token
  readonly toAddress: string
  readonly units: bigint
  /** USER_WITHDRAWAL: entered by a person in the portal. */
  readonly operation: 'WITHDRAWAL' | 'USER_WITHDRAWAL'
  readonly requestedBy: string
  readonly at: Date
}

/** Takes the virtual balance and the holding balance and queues the token transfer, all in the caller's commit. W12, then W6, then W7. */
export async function payOutside(tx: Tx, payment: OutsidePayment): Promise<CommittedPayment | Refusal> {
  const { wallet, token, units, paymentId, at } = payment
  const committed = await commitFromHolding(tx, {
    ...payment,
    operation: 'withdraw',
    walletId: wallet.id,
    payer: virtualBalance(wallet.id, token.id),
  })
  if (isRefusal(committed)) return committed
  await writeMovements(tx, [
    {
      companyId: wallet.company_id,
      walletId: wallet.id,
      operation: payment.operation,
      operationId: paymentId,
      status: 'PENDING',
      token,
      units,
      hash: null,
      subjectId: paymentId,
      data: { to_wallet_address: payment.toAddress },
      at,
    },
  ])
  return committed
}

/** `waits`: people decide first, and there is nothing to send yet. */
export interface CommittedPayment {
  readonly waits: boolean
}

export interface HoldingPayment {
  readonly paymentId: string
  /** The purpose of its transaction, too: who is told of its end. */
  readonly operation: 'withdraw' | 'holding_withdraw' | 'ramp_off'
  readonly holding: HoldingWallet
  /** The wallet that the payment is of: the virtual one, or the holding wallet itself. */
  readonly walletId: string
  /** Whose money it is. */
  readonly payer: AccountRef
  readonly token: Token
  /** Null: not known yet; policies/send-started.ts sends it when it is. */
  readonly toAddress: string | null
  readonly units: bigint
  readonly requestedBy: string
  readonly at: Date
}

/** Books the payment, records it and queues its transaction. Refuses with W12, W6 or W7; then nothing was written. */
export async function commitFromHolding(
  tx: Tx,
  payment: HoldingPayment,
): Promise<CommittedPayment | Refusal> {
  const { holding, token, units, paymentId, at } = payment
  const companyId = holding.company_id
  const outgoing = {
    companyId,
    product: 'virtual_wallets',
    operation: payment.operation,
    walletId: payment.walletId,
    token,
    units,
    toAddress: payment.toAddress,
    requestedBy: payment.requestedBy,
    at,
  } as const
  const verdict = await checkOutgoing(tx, outgoing)
  if (isRefusal(verdict)) return verdict
  const booking = await book(
    tx,
    companyId,
    commitPayment({ companyId, paymentId, payer: payment.payer, units }),
    at,
  )
  if (!booking.booked) {
    if (booking.problem !== 'insufficient')
      throw new Error(`Payment ${paymentId} was not booked: ${booking.problem}`)
    const { code } = booking.account
    return refuse(code === 'VIRTUAL_BALANCE' ? 'INSUFFICIENT_VIRTUAL_BALANCE' : 'INSUFFICIENT_HOLDING')
  }
  return startPayment(tx, {
    payment: { ...outgoing, id: paymentId, route: 'ON_CHAIN' },
    transaction: {
      companyId,
      id: paymentId,
      chain: holding.chain,
      purpose: payment.operation,
      from: { address: holding.address, keyPath: holding.key_path },
      intent: intentOf(payment),
      createdAt: at,
    },
    verdict,
  })
}

function intentOf({ token, toAddress, units }: HoldingPayment) {
  if (toAddress === null) return null
  return { kind: 'token_transfer', token: token.address, to: toAddress, amount: units.toString() } as const
}
