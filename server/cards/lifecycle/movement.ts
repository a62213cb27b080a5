import type { NewEvent } from '../../webhooks/types.ts'
import type { Card } from '../card.ts'
import type { CardOperation, NewCardEvent } from '../card-event.ts'
import type { DeclineCode } from '../decline-codes.ts'
import { type Fees, NO_FEES } from '../fees.ts'
import { type PurchaseEvent, purchaseEvent } from '../purchase-event.ts'
import type { Amount } from './purchase.ts'
import { merchantOf, type PurchaseRow } from './purchase-row.ts'

/** A movement of a purchase and what the company is told of it. */
export interface Entry {
  /** When the company was told of it before it was entered. */
  readonly id?: string
  readonly operation: CardOperation
  readonly status?: 'SUCCESS' | 'FAILED' | 'CANCELED' | 'TIME_CANCELED'
  readonly amount: Amount
  readonly fees?: Fees
  /** On the card's available balance. */
  readonly effect?: bigint
  readonly declineCode?: DeclineCode
  readonly exchangeRate?: string | null
  readonly webhook?: {
    readonly type: PurchaseEvent['type']
    readonly status?: PurchaseEvent['status']
    readonly reason?: string
    /** For a `declined` whose movement is no decline. */
    readonly declineCode?: DeclineCode
    /** Default: the event's id. */
    readonly operationId?: string
  }
}

export type Subject = Pick<PurchaseRow, 'id' | 'currency' | 'exchange_rate' | 'channel' | 'merchant'>

/** On which card, when, and by which request. */
export interface MovementPlace {
  readonly card: Card
  readonly now: Date
  readonly traceId: string
}

/** `balance`: what the card may spend; null when it has no balance of its own. */
export function movementRow(
  { card, now }: MovementPlace,
  subject: Subject,
  entry: Entry,
  id: string,
  balance: { readonly before: bigint; readonly after: bigint } | null,
): NewCardEvent & { operation: CardOperation } {
  const fees = entry.fees ?? NO_FEES
  return {
    company_id: card.company_id,
    card_id: card.id,
    id,
    transaction_id: subject.id,
    operation: entry.operation,
    status: entry.status ?? 'SUCCESS',
    bill_amount: entry.amount.bill,
    original_amount: entry.amount.original,
    currency: subject.currency,
    exchange_rate: entry.exchangeRate ?? subject.exchange_rate,
    fee_fx_provider: fees.fxProvider,
    fee_fx_client: fees.fxClient,
    fee_atm_provider: fees.atmProvider,
    fee_atm_client: fees.atmClient,
    original_balance: balance?.before ?? null,
    new_balance: balance?.after ?? null,
    decline_code: entry.declineCode ?? null,
    created_at: now,
  }
}

export function movementWebhook(
  { card, now, traceId }: MovementPlace,
  subject: Subject,
  entry: Entry,
  webhook: NonNullable<Entry['webhook']>,
  eventId: string,
): NewEvent {
  const { type, status = 'success', reason, operationId = eventId } = webhook
  return purchaseEvent({
    companyId: card.company_id,
    cardId: card.id,
    transactionId: subject.id,
    eventId,
    type,
    operationId,
    status,
    ...(reason !== undefined && { reason }),
    bill: entry.amount.bill,
    fees: entry.fees ?? NO_FEES,
    original: entry.amount.original,
    currency: subject.currency,
    exchangeRate: entry.exchangeRate ?? subject.exchange_rate,
    channel: subject.channel,
    merchant: merchantOf(subject),
    declineCode: entry.declineCode ?? webhook.declineCode ?? null,
    metadata: card.metadata,
    traceId,
    at: now,
  })
}
