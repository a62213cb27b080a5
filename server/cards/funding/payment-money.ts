import { derivedId } from '../../kernel/ids.ts'
import type { AccountCode, AccountRef, NewTransfer } from '../../ledger/types.ts'
import { programAccount } from '../card-accounts.ts'

/** Which payment it is, named as its chain transaction's purpose, and whose dollars it pays with. */
export const PAYERS = {
  warranty_withdraw: 'CARD_HOLDING',
  fees_withdraw: 'CARD_FEES',
  card_settlement: 'CARD_NETWORK',
} as const satisfies Record<string, AccountCode>
export type CardPurpose = keyof typeof PAYERS

/** The money of one payment out of the cards' holding wallet: tokens, and as many micro-dollars. */
export interface CardPaymentMoney {
  readonly companyId: string
  readonly paymentId: string
  readonly purpose: CardPurpose
  /** The token's asset. */
  readonly assetId: string
  readonly units: bigint
}

/** When it is committed: its payer no longer has the dollars, and the tokens are spoken for. */
export function commitCardPayment(money: CardPaymentMoney): NewTransfer[] {
  const { payer, payable, tokens, inTransit } = accounts(money)
  return [
    move(money, 'card_payment_owed', payer, payable),
    move(money, 'card_payment_leaves_holding', inTransit, tokens),
  ]
}

/** When its transaction is final: the receiver has the tokens, and they back nothing any more. */
export function completeCardPayment(money: CardPaymentMoney): NewTransfer[] {
  const { payable, backing, claim, inTransit } = accounts(money)
  return [
    move(money, 'card_payment_completed', payable, backing),
    move(money, 'card_payment_left', claim, inTransit),
  ]
}

/** When it has finally failed: both go back where they were. */
export function returnCardPayment(money: CardPaymentMoney): NewTransfer[] {
  const { payer, payable, tokens, inTransit } = accounts(money)
  return [
    move(money, 'card_payment_returned', payable, payer),
    move(money, 'card_payment_back_in_holding', tokens, inTransit),
  ]
}

function accounts({ companyId, purpose, assetId }: CardPaymentMoney) {
  const token = (code: AccountCode): AccountRef => ({ code, ownerId: companyId, assetId })
  return {
    payer: programAccount(PAYERS[purpose], companyId),
    payable: programAccount('CARD_PAYABLE', companyId),
    backing: programAccount('CARD_BACKING', companyId),
    tokens: token('CARD_TOKENS'),
    inTransit: token('CARD_IN_TRANSIT'),
    claim: token('CARD_CLAIM'),
  }
}

/** The id follows from the payment and the step, so a step is booked once however often it is tried. */
function move(money: CardPaymentMoney, reason: string, debit: AccountRef, credit: AccountRef): NewTransfer {
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
