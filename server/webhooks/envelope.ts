import { legacyData, legacyNames } from './legacy.ts'
import type { StoredEvent } from './types.ts'

export const FORMATS = ['current', 'legacy'] as const
export type Format = (typeof FORMATS)[number]

/** The bytes of a request's body: webhooks contract, section 2. The same event and format always give the same bytes. */
export function envelopeBytes(event: StoredEvent, format: Format): Buffer {
  const envelope = format === 'legacy' ? legacyEnvelope(event) : currentEnvelope(event)
  return Buffer.from(JSON.stringify(envelope), 'utf8')
}

function currentEnvelope(event: StoredEvent): object {
  return {
    product: event.product,
    event_type: event.eventType,
    operation_id: event.operationId,
    status: event.status,
    ...(hasReason(event) ? { reason: event.reason } : {}),
    ...besideData(event),
    data: event.data,
  }
}

function legacyEnvelope(event: StoredEvent): object {
  const { product, eventType, status } = legacyNames(event)
  return {
    product,
    event_type: eventType,
    operation: product,
    sub_operation: eventType,
    operation_id: event.operationId,
    status,
    reason: hasReason(event) ? event.reason : null,
    ...besideData(event),
    data: legacyData(event),
  }
}

/** A `declined` event may carry a reason that only chooses its legacy name (legacy.ts): it is not shown. */
function hasReason({ eventType, status, reason }: StoredEvent): boolean {
  if (status === 'failed' || status === 'canceled' || status === 'manual_check') return true
  return eventType === 'reversal' && reason === 'issuer_timeout'
}

/** The two events that name somebody beside `data`. */
function besideData({ product, eventType, companyId, topLevel }: StoredEvent): object {
  if (product === 'virtual_wallets' && eventType === 'withdraw')
    return { client_id: topLevel.client_id ?? null }
  if (eventType === 'card_blocked_by_velocity') return { company_id: companyId }
  return {}
}
