import { type AmountFields, fillAmounts, type Rate, rateOf } from './amounts.ts'
import { type Fields, fieldsIn, textIn } from './fields.ts'
import { CASH_MACHINE, MERCHANTS, USUAL_MERCHANT } from './merchants.ts'
import { type Amounts, minus, openOf, type Purchase } from './purchases.ts'
import type { Source } from './values.ts'

/** Of the contract, cards §11.2. */
export type SimulatedType =
  | 'authorization'
  | 'incremental'
  | 'advice'
  | 'clearing'
  | 'reversal'
  | 'refund'
  | 'visa_direct'
  | 'three_ds_challenge'

export interface DraftRequest {
  readonly type: SimulatedType
  readonly cardId: string
  /** What the caller says: the rest is made to fit it. */
  readonly given: Fields
  /** The one that the message follows up; null: a new one. */
  readonly purchase: Purchase | null
  readonly source: Source
  readonly now: Date
  /** The cardholder has a PIN. */
  readonly hasPin: boolean
}

const USUAL_CENTS = 1_000
const INCREMENT_CENTS = 500
const ACQUIRER = { id: '400123' }

/** A whole message (contract, cards §11.1) but for what the caller gave, which is laid over it. */
export function draftMessage(request: DraftRequest): Fields {
  const { type, cardId, given, purchase, source, now } = request
  const { ids } = source
  return {
    type,
    network_id: `n-${ids.digits(18)}`,
    transaction_ref: purchase === null ? `48${ids.digits(13)}` : purchase.transactionRef,
    original_network_id: purchase?.networkId ?? null,
    stan: ids.digits(6),
    rrn: purchase?.rrn ?? ids.digits(12),
    sent_at: now.toISOString(),
    card: draftCard(cardId, given),
    ...draftAmounts(request),
    ...(purchase?.circumstances ?? draftCircumstances(request)),
    ...draftOwn(request),
  }
}

/** The card is named by its id, unless the caller names it by its number. */
function draftCard(cardId: string, given: Fields): Fields {
  const byNumber = textIn(fieldsIn(given, 'card'), 'pan') !== null
  return { id: byNumber ? null : cardId, pan: null, expiry: null }
}

function draftCircumstances({ type, given, source: { ids, world } }: DraftRequest): Fields {
  const channel = textIn(given, 'channel') ?? (type === 'visa_direct' ? 'VISA_DIRECT' : 'ECOMMERCE')
  const shop = world === null ? USUAL_MERCHANT : world.pick(MERCHANTS)
  const merchant = channel === 'ATM' ? CASH_MACHINE : shop
  return {
    channel,
    entry_mode: channel === 'ECOMMERCE' ? 'ecommerce' : channel === 'VISA_DIRECT' ? null : 'chip',
    initiator: 'cardholder',
    merchant,
    acquirer: { ...ACQUIRER, country: merchant.country },
    terminal_id: `T${ids.digits(4)}`,
  }
}

function draftAmounts(request: DraftRequest): AmountFields | null {
  const { type, given, purchase } = request
  const saysNothing = given.amount === undefined && given.billing === undefined
  if (type === 'reversal' && saysNothing) return null // all that is open
  const wanted = textIn(fieldsIn(given, 'amount'), 'currency')?.toUpperCase()
  const currency = wanted ?? purchase?.currency ?? 'USD'
  const rate = rateOfPurchase(purchase, currency) ?? rateOf(currency)
  const whole = purchase === null || type === 'incremental' ? null : wholeAmount(type, purchase)
  // of a purchase in another currency the rest is known exactly, and not only by its rate
  if (whole !== null && saysNothing && purchase?.currency === currency)
    return fillAmounts({ amount: { value: whole.original }, billing: { value: whole.bill } }, rate, 0)
  return fillAmounts(given, rate, whole?.bill ?? usualCents(request))
}

function wholeAmount(type: SimulatedType, purchase: Purchase): Amounts {
  if (type !== 'refund') return openOf(purchase)
  const left = minus(purchase.cleared, purchase.refunded)
  return left.bill > 0 ? left : purchase.cleared
}

function rateOfPurchase(purchase: Purchase | null, currency: string): Rate | null {
  if (purchase === null || purchase.currency !== currency) return null
  const known = purchase.authorized.bill > 0 ? purchase.authorized : purchase.cleared
  if (known.bill <= 0 || known.original <= 0) return null
  return { currency, bill: BigInt(known.bill), original: BigInt(known.original) }
}

function usualCents({ type, source: { world } }: DraftRequest): number {
  if (type === 'incremental') return INCREMENT_CENTS
  return world === null ? USUAL_CENTS : world.between(100, 9_999)
}

/** What a type has of its own (contract, cards §11.2). */
function draftOwn({ type, given, purchase, source: { ids }, now, hasPin }: DraftRequest): Fields {
  switch (type) {
    case 'authorization':
      return {
        ...(given.channel === 'ATM' && hasPin ? { pin_result: 'match' } : {}),
        ...(given.channel === 'POS' || given.channel === 'ATM' ? { cryptogram_result: 'valid' } : {}),
        partial_supported: false,
      }
    case 'incremental': // must name what it adds to, also when nobody has heard of that
      return purchase === null ? { original_network_id: `n-${ids.digits(18)}` } : {}
    case 'advice':
      return draftAdvice(given)
    case 'clearing':
      return {
        clearing_id: `c-${ids.digits(12)}`,
        arn: `7${ids.digits(22)}`,
        ...draftPieces(given, purchase),
        settlement_date: now.toISOString().slice(0, 10),
      }
    case 'reversal':
      return { reason: draftReason(given, purchase) }
    case 'refund':
      return { arn: `7${ids.digits(22)}` }
    case 'visa_direct':
      return {
        sender: { name: 'Luis Vega', account_reference: ids.digits(10), country: 'ESP' },
        business_application_id: 'AA',
      }
    case 'three_ds_challenge':
      return { action: 'create' }
  }
}

function draftAdvice(given: Fields): Fields {
  const reasons: Readonly<Record<string, string>> = {
    stand_in: 'approved',
    issuer_timeout: 'declined',
    network_decline: 'declined',
    cancel_approval: 'cancelled',
  }
  const decision = textIn(given, 'decision') ?? reasons[textIn(given, 'reason') ?? ''] ?? 'approved'
  const [reason = 'stand_in'] =
    decision === 'declined' ? ['network_decline'] : decision === 'cancelled' ? ['cancel_approval'] : []
  return { decision, reason }
}

/** One piece, the last, unless the caller says that more follow. */
function draftPieces(given: Fields, purchase: Purchase | null): Fields {
  const number = (purchase?.pieces ?? 0) + 1
  if (given.sequence !== undefined) return { sequence: { number, count: number } }
  return given.final === false
    ? { sequence: { number, count: number + 1 } }
    : { sequence: { number, count: number }, final: true }
}

function draftReason(given: Fields, purchase: Purchase | null): string {
  const { value } = fieldsIn(given, 'billing')
  const isPart = purchase !== null && typeof value === 'number' && value < openOf(purchase).bill
  return isPart ? 'partial' : 'merchant'
}
