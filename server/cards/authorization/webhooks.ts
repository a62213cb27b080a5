import { type EventRow, eventRow } from '../../webhooks/write-events.ts'
import type { VelocityRule } from '../program.ts'
import { purchaseEvent } from '../purchase-event.ts'
import type { CardState } from './card-state.ts'
import type { Purchase } from './purchase.ts'
import type { Charge } from './request.ts'

interface Told {
  readonly purchase: Purchase
  readonly charge: Charge
  readonly card: CardState
  readonly now: Date
}

/** What the company hears of a purchase (contract, webhooks §6.1). */
export function purchaseWebhook(
  { purchase, charge, card, now }: Told,
  type: 'authorization' | 'authorized' | 'declined',
  declineCode: string | null = null,
): EventRow {
  const { m, transactionId, requestEventId, decisionEventId } = purchase
  const isQuestion = type === 'authorization'
  const eventId = isQuestion ? requestEventId : decisionEventId
  const event = purchaseEvent({
    companyId: m.companyId,
    cardId: m.cardId,
    transactionId,
    eventId,
    type,
    operationId: type === 'authorized' ? transactionId : eventId,
    status: isQuestion ? 'pending' : 'success',
    bill: charge.bill,
    fees: charge.fees,
    original: charge.original,
    currency: charge.currency,
    exchangeRate: m.message.exchangeRate,
    channel: m.message.channel,
    merchant: m.message.merchant,
    declineCode,
    metadata: card.metadata,
    traceId: m.traceId,
    at: now,
  })
  return eventRow(isQuestion ? { ...event, sentByWriter: true } : event)
}

/** A velocity rule has blocked the card (contract, webhooks §6.3). */
export function blockedWebhook({ purchase: { m, transactionId }, now }: Told, rule: VelocityRule): EventRow {
  return eventRow({
    companyId: m.companyId,
    product: 'cards',
    eventType: 'card_blocked_by_velocity',
    operationId: m.cardId,
    status: 'success',
    orderKey: m.cardId,
    traceId: m.traceId,
    at: now,
    data: {
      card_id: m.cardId,
      company_id: m.companyId,
      blocked_at: now.toISOString(),
      triggered_rule: {
        max_authorizations: rule.max_authorizations,
        time_window_seconds: rule.time_window_seconds,
      },
      last_authorization_id: transactionId,
    },
  })
}
