import { Type } from 'typebox'
import type { Reader } from '../../kernel/database.ts'

const NullableText = Type.Union([Type.String(), Type.Null()])
const Instant = Type.Unsafe<Date>({ type: 'string', format: 'date-time' })
const NullableInstant = Type.Union([Instant, Type.Null()])

export const DELIVERY_STATUSES = ['PENDING', 'DELIVERED', 'DEAD'] as const

const deliveryFields = {
  id: Type.String(),
  event_id: Type.String({ description: 'The header webhook-id: the same on every attempt and replay' }),
  product: Type.String(),
  event_type: Type.String(),
  operation_id: Type.String(),
  event_status: Type.String({ description: 'The status that the event tells' }),
  status: Type.String({ description: DELIVERY_STATUSES.join(', ') }),
  attempt_count: Type.Integer(),
  first_attempt_at: NullableInstant,
  next_attempt_at: NullableInstant,
  trace_id: Type.String(),
  created_at: Instant,
  updated_at: Instant,
}

export const DeliveryAnswer = Type.Object(deliveryFields)

export const DeliveryDetailAnswer = Type.Object({
  ...deliveryFields,
  attempts: Type.Array(
    Type.Object({
      number: Type.Integer(),
      at: Instant,
      url: Type.String(),
      request_body: Type.String({
        description: 'The exact bytes that were signed and sent, one-time codes masked',
      }),
      status_code: Type.Union([Type.Integer(), Type.Null()]),
      response_body: NullableText,
      error: Type.Union([Type.String(), Type.Null()], {
        description: 'Why there was no complete answer; null when there was one',
      }),
      latency_ms: Type.Integer(),
    }),
  ),
})

/** Deliveries with what their events tell. A replay is a delivery of its own. */
export function selectDeliveries(reader: Reader, companyId: string) {
  return reader
    .selectFrom('webhook_deliveries as delivery')
    .innerJoin('webhook_events as event', (join) =>
      join.onRef('event.company_id', '=', 'delivery.company_id').onRef('event.id', '=', 'delivery.event_id'),
    )
    .where('delivery.company_id', '=', companyId)
}

export const DELIVERY_COLUMNS = [
  'delivery.id as id',
  'event.id as event_id',
  'event.product as product',
  'event.event_type as event_type',
  'event.operation_id as operation_id',
  'event.status as event_status',
  'delivery.status as status',
  'delivery.attempts as attempt_count',
  'delivery.first_attempt_at as first_attempt_at',
  'delivery.next_attempt_at as next_attempt_at',
  'event.trace_id as trace_id',
  'delivery.created_at as created_at',
  'delivery.updated_at as updated_at',
] as const

/** What has ended has no next attempt. */
export function showDelivery<T extends { status: string; next_attempt_at: Date | null }>(row: T) {
  return { ...row, next_attempt_at: row.status === 'PENDING' ? row.next_attempt_at : null }
}
