import type { CardsConfig } from '../../kernel/config-cards.ts'
import { type CardState, toCardState } from '../authorization/card-state.ts'
import { checkCard, checkMerchant, type Decline, decline } from '../authorization/decide.ts'
import { readRequest } from '../authorization/request.ts'
import { checkLimits, checkTransactionLimit, rollTo } from '../controls/spending.ts'
import { allFees } from '../fees.ts'
import type { CardMessage, Channel } from '../message.ts'
import type { Posting } from './posting.ts'
import type { Step } from './purchase.ts'
import { chargedFees } from './purchase-fees.ts'
import type { PurchaseRow } from './purchase-row.ts'

export interface IncrementDecision {
  readonly decline: Decline | null
  /** With what the decision noted: wrong CVVs, BLOCKED. */
  readonly card: CardState
}

/**
 * Steps 1, 2, 4, 5, 7 and 8 for what an increment adds; the limit per transaction looks at the whole purchase. What the message
 * leaves out of the merchant is the purchase's.
 */
export function decideIncrement(
  posting: Posting,
  m: CardMessage,
  row: PurchaseRow,
  step: Step,
  facts: { readonly operator: CardsConfig; readonly holdingAvailable: bigint },
): IncrementDecision {
  const { program, now } = posting
  const request = readRequest(m, program.rates)
  const merchant = { mcc: request.mcc ?? row.mcc, country: request.country ?? row.country }
  const { card, refused } = checkCard(request, { card: toCardState(posting.card), program }, now)
  const verdict =
    refused ??
    checkMerchant(merchant, { operator: facts.operator, program }) ??
    checkAmounts(posting, row, step, facts.operator) ??
    checkBalances(posting, step, facts.holdingAvailable)
  return { decline: verdict, card: verdict?.code === 'C101' ? { ...card, status: 'BLOCKED' } : card }
}

function checkAmounts(
  posting: Posting,
  row: PurchaseRow,
  { purchase, ...step }: Step,
  operator: CardsConfig,
): Decline | null {
  const card = toCardState(posting.card)
  const sum = purchase.settled.bill + purchase.hold.bill + allFees(chargedFees(purchase))
  const perTransaction = { card: card.transactionLimit, ceiling: operator.ceilingMicroUsd }
  const code =
    checkTransactionLimit(perTransaction, row.channel as Channel, sum) ??
    checkLimits(card.limits, rollTo(posting.spending, posting.today), added(step))
  return code === null ? null : decline(code)
}

function checkBalances(posting: Posting, step: Step, holdingAvailable: bigint): Decline | null {
  if (posting.available !== null && posting.available < added(step)) return decline('M102')
  return holdingAvailable < added(step) ? decline('M101') : null
}

function added({ amount, fees }: Pick<Step, 'amount' | 'fees'>): bigint {
  return amount.bill + allFees(fees)
}
