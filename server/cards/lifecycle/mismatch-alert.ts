import { newId } from '../../kernel/ids.ts'
import type { NewEvent } from '../../webhooks/types.ts'
import type { CardMessage } from '../message.ts'
import { dollars } from '../purchase-event.ts'

/** The network named a card and the purchase of another one: it is posted on the card that it named, and people should look. */
export function mismatchAlert(m: CardMessage, at: Date): NewEvent {
  return {
    companyId: m.companyId,
    product: 'cards',
    eventType: 'alert',
    operationId: newId(),
    status: 'success',
    orderKey: null,
    traceId: m.traceId,
    at,
    data: {
      type: 'NETWORK_MISMATCH',
      blockchain: null,
      wallet_id: null,
      token_address: null,
      value: m.message.billing === null ? null : dollars(m.message.billing),
      threshold: null,
      deposit_id: null,
      card_id: m.cardId,
      created_at: at.toISOString(),
    },
  }
}
