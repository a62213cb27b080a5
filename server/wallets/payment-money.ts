import { derivedId } from '../kernel/ids.ts'
import type { AccountRef, NewTransfer } from '../ledger/types.ts'

/** The money of one on-chain payment: whose it is, and what it is. */
export interface PaymentMoney {
  readonly companyId: string
  readonly paymentId: string
  /** The wallet's VIRTUAL_BALANCE, or the company's EQUITY when it pays from its own share of holding. */
  readonly payer: AccountRef
  /** Smallest units. */
  readonly units: bigint
}

/** When it is committed: the payer no longer has it, and the tokens no longer count as holding. */
export function commitPayment(money: PaymentMoney): NewTransfer[] {
  const { payer, payable, holding, inTransit } = accounts(money)
  return [
    move(money, 'payment_owed', payer, payable),
    move(money, 'payment_leaves_holding', inTransit, holding),
  ]
}

/** When its transaction is final: the receiver has the tokens and nothing is owed. */
export function completePayment(money: PaymentMoney): NewTransfer[] {
  const { payable, inTransit } = accounts(money)
  return [move(money, 'payment_completed', payable, inTransit)]
}

/** When it has finally failed: both go back where they were. */
export function returnPayment(money: PaymentMoney): NewTransfer[] {
  const { payer, payable, holding, inTransit } = accounts(money)
  return [
    move(money, 'payment_returned', payable, payer),
    move(money, 'payment_back_in_holding', holding, inTransit),
  ]
}

function accounts({ companyId, payer }: PaymentMoney) {
  const company = (code: AccountRef['code']): AccountRef => ({
    code,
    ownerId: companyId,
    assetId: payer.assetId,
  })
  return {
    payer,
    payable: company('PAYABLE'),
    holding: company('HOLDING'),
    inTransit: company('IN_TRANSIT'),
  }
}

/** The id follows from the payment and the step, so a step is booked once however often it is tried. */
function move(money: PaymentMoney, reason: string, debit: AccountRef, credit: AccountRef): NewTransfer {
  return {
    type: 'POST',
    id: derivedId(reason, money.paymentId),
    debit,
    credit,
    amount: money.units,
    reason,
    subjectId: money.paymentId,
  }
}
