import { readCurrency } from '../kernel/currencies.ts'
import { jsonNumber, unitsToText } from '../kernel/money.ts'
import type { NewEvent } from '../webhooks/types.ts'
import { showDeclineReason } from './decline-codes.ts'
import type { Fees } from './fees.ts'
import type { Merchant } from './message.ts'

/** The webhooks that carry a card transaction (contract, webhooks §6.1). */
export interface PurchaseEvent {
  readonly companyId: string
  readonly cardId: string
  readonly transactionId: string
  readonly eventId: string
  readonly type:
    | 'authorization'
    | 'authorized'
    | 'cleared'
    | 'declined'
    | 'reversal'
    | 'refund'
    | 'visa_direct_deposit'
  /** Webhooks §5: the transaction's id or the event's. */
  readonly operationId: string
  readonly status: 'pending' | 'success' | 'time_canceled'
  /** `issuer_timeout` on a reversal, `cancel_approval` on a declined: webhooks/legacy.ts. */
  readonly reason?: string
  /** Of this piece, without fees: micro-dollars. */
  readonly bill: bigint
  readonly fees: Fees
  /** Minor units of `currency`. */
  readonly original: bigint
  readonly currency: string
  readonly exchangeRate: string | null
  readonly channel: string
  readonly merchant: Merchant | null
  /** Only on `declined`. */
  readonly declineCode: string | null
  readonly metadata: unknown
  readonly traceId: string
  readonly at: Date
}

export function purchaseEvent(event: PurchaseEvent): NewEvent {
  const currency = readCurrency(event.currency)
  return {
    companyId: event.companyId,
    product: 'cards',
    eventType: event.type,
    operationId: event.operationId,
    status: event.status,
    ...(event.reason !== undefined && { reason: event.reason }),
    orderKey: event.cardId,
    traceId: event.traceId,
    at: event.at,
    data: {
      card_id: event.cardId,
      transaction_id: event.transactionId,
      event_id: event.eventId,
      bill_amount: dollars(event.bill),
      bill_currency_number: '840',
      bill_currency_code: 'USD',
      exchange_rate: event.exchangeRate,
      fees: {
        atm_fees: dollars(event.fees.atmClient + event.fees.atmProvider),
        fx_fees: dollars(event.fees.fxClient + event.fees.fxProvider),
      },
      transaction_amount: withDigits(event.original, currency?.digits ?? 2),
      transaction_currency_number: currency?.number ?? null,
      transaction_currency_code: event.currency,
      channel: event.channel,
      created_at: event.at.toISOString(),
      merchant_data: showMerchant(event.merchant),
      decline_reason: event.declineCode === null ? null : showDecline(event.declineCode),
      metadata: event.metadata ?? null,
    },
  }
}

/** Micro-dollars with cents: `18.40`. A part of a cent, which only a token can bring, is shown as well. */
export function dollars(micro: bigint): string {
  return micro % 10_000n === 0n ? withDigits(micro / 10_000n, 2) : unitsToText(micro, 6)
}

/** Micro-dollars as a number of a REST answer. */
export function dollarNumber(micro: bigint) {
  return jsonNumber(unitsToText(micro, 6))
}

/** Minor units with all of a currency's digits. */
export function withDigits(units: bigint, digits: number): string {
  const text = unitsToText(units, digits)
  if (digits === 0) return text
  const [whole = '', fraction = ''] = text.split('.')
  return `${whole}.${fraction.padEnd(digits, '0')}`
}

function showMerchant(merchant: Merchant | null) {
  return {
    id: merchant?.id ?? null,
    name: merchant?.name ?? null,
    city: merchant?.city ?? null,
    post_code: merchant?.post_code ?? null,
    state: merchant?.state ?? null,
    country: merchant?.country ?? null,
    mcc_category: merchant?.mcc_category ?? null,
    mcc_code: merchant?.mcc ?? null,
  }
}

function showDecline(declineCode: string) {
  const reason = showDeclineReason(declineCode)
  return { response_code: reason.code, description: reason.simple_reason, ...reason }
}
