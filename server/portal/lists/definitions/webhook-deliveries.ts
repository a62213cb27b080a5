import { sql } from 'kysely'
import { Type } from 'typebox'
import { holdsUp } from '../../../webhooks/delivery/claim.ts'
import { DELIVERY_STATUSES } from '../../../webhooks/routes/delivery-answer.ts'
import { column } from '../columns.ts'
import type { List } from '../list.ts'

/** The first delivery of the same wallet or card that has to end before this one goes out. */
const WAITS_BEHIND = sql`CASE WHEN d.status = 'PENDING' AND d.node_id IS NULL THEN (
  SELECT e.id FROM webhook_deliveries e WHERE ${holdsUp(sql.ref('d'))} ORDER BY e.sequence LIMIT 1) END`

export const deliveryList: List = {
  name: 'webhook-deliveries',
  summary: 'Webhook deliveries, with the delivery that one waits behind',
  access: { operation: 'management', level: 3 },
  rows: (companyId) => sql`
    FROM webhook_deliveries d
    JOIN webhook_events event ON event.company_id = d.company_id AND event.id = d.event_id
    WHERE d.company_id = ${companyId}`,
  id: sql.ref('d.id'),
  time: sql.ref('d.created_at'),
  columns: {
    created_at: column.written('d.created_at'),
    id: column.id('d.id'),
    event_id: column.id('event.id'),
    product: column.exact('event.product'),
    event_type: column.exact('event.event_type'),
    operation_id: column.text('event.operation_id'),
    event_status: column.exact('event.status'),
    status: column.choice('d.status', DELIVERY_STATUSES),
    attempt_count: { value: sql.ref('d.attempts'), type: 'integer', answer: Type.Integer() },
    first_attempt_at: column.time('d.first_attempt_at'),
    next_attempt_at: {
      ...column.time('d.next_attempt_at'),
      value: sql`CASE WHEN d.status = 'PENDING' AND (${WAITS_BEHIND}) IS NULL THEN d.next_attempt_at END`,
    },
    waits_behind: { ...column.text('d.id'), value: WAITS_BEHIND, isUnsorted: true },
    trace_id: column.text('event.trace_id'),
  },
}
