import { derivedId } from '../kernel/ids.ts'
import { companyAccount } from '../ledger/accounts.ts'
import type { AccountRef, NewTransfer } from '../ledger/types.ts'
import { completePayment, returnPayment } from '../wallets/payment-money.ts'
import type { Move } from './standing.ts'

export interface RampMoney {
  readonly companyId: string
  readonly rampId: string
  /** The wallet's VIRTUAL_BALANCE; of a wallet that was deleted meanwhile the company's EQUITY, as all that is left of it. */
  readonly owner: AccountRef
  /** Smallest units: of the off-ramp, or what arrived. */
  readonly units: bigint
}

/** The ids follow from ramp and move, so a move is booked once however often it is tried. An off-ramp's payment has the ramp's id. */
export function rampTransfers(money: RampMoney, move: Move): NewTransfer[] {
  const { companyId, rampId, owner } = money
  const payment = { companyId, paymentId: rampId, payer: owner, units: money.units }
  const claim = companyAccount('PARTNER_CLAIM', companyId, owner.assetId)
  const equity = companyAccount('EQUITY', companyId, owner.assetId)
  switch (move) {
    case 'COMPLETE':
      return completePayment(payment)
    case 'RETURN':
      return returnPayment(payment)
    case 'BACK_TO_CLAIM':
      return returnPayment({ ...payment, payer: claim })
    case 'CLAIM':
      return [post(money, 'ramp_given_back', { debit: claim, credit: owner })]
    case 'CREDIT':
      return owner.code === 'EQUITY' ? [] : [post(money, 'ramp_credited', { debit: equity, credit: owner })]
  }
}

/** Of a refund that was booked as the company's own: it settles what the partner owed. One for each receipt. */
export function refundTransfer(money: RampMoney, receiptId: string): NewTransfer {
  const { companyId, owner } = money
  return post(
    money,
    'ramp_refunded',
    {
      debit: companyAccount('EQUITY', companyId, owner.assetId),
      credit: companyAccount('PARTNER_CLAIM', companyId, owner.assetId),
    },
    receiptId,
  )
}

function post(
  { rampId, units }: RampMoney,
  reason: string,
  sides: { readonly debit: AccountRef; readonly credit: AccountRef },
  subject = rampId,
): NewTransfer {
  return { type: 'POST', id: derivedId(reason, subject), ...sides, amount: units, reason, subjectId: rampId }
}
