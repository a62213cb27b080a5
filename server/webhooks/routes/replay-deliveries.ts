import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Tx } from '../../kernel/database.ts'
import { type DateRange, enumField, malformed, readDateRange } from '../../kernel/http/fields.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { readCompanyWebhook } from '../company-webhook.ts'
import { NEVER_REPLAYED } from '../event-rules.ts'
import { type ReplayedEvent, replay } from '../replay.ts'
import { DELIVERY_STATUSES } from './delivery-answer.ts'

/** One call's most, oldest first: a larger range is replayed by further calls with later dates. */
const REPLAYED_MAX = 100_000

export const replayDeliveries = writeRoute({
  method: 'POST',
  path: '/management/webhooks/replay',
  access: { level: 3 },
  summary: 'Deliver the events of a time once more',
  refusals: ['VALUE_NOT_ALLOWED', 'WEBHOOK_URL_MISSING'],
  tag: 'Webhooks',
  body: Type.Object({
    from_date: Type.String({ description: 'Of the events: YYYY-MM-DD or a date-time' }),
    to_date: Type.Optional(Type.String()),
    status: Type.Optional(enumField(DELIVERY_STATUSES)),
    event_type: Type.Optional(Type.String()),
  }),
  answer: Type.Object({ replayed: Type.Integer() }),
  status: 201,
  async write(tx, { companyId, body, now }) {
    const range = readDateRange(body)
    if (isRefusal(range)) return range
    if (range.from === null) return malformed('from_date is required')
    const webhook = await readCompanyWebhook(tx, companyId)
    if (webhook === null || webhook.url === null) return refuse('WEBHOOK_URL_MISSING')
    const events = await findEnded(tx, companyId, { ...range, ...body })
    await replay(tx, companyId, events, now)
    return { replayed: events.length }
  },
})

interface Filter extends DateRange {
  readonly status?: (typeof DELIVERY_STATUSES)[number]
  readonly event_type?: string
}

/** Events whose newest delivery has ended, each once; with `status`, has ended so. What is pending is on its way already. */
async function findEnded(tx: Tx, companyId: string, filter: Filter): Promise<ReplayedEvent[]> {
  const { rows } = await sql<ReplayedEvent>`
    SELECT e.id AS "eventId", e.sequence, e.order_key AS "orderKey"
    FROM webhook_events e CROSS JOIN LATERAL (
      SELECT status FROM webhook_deliveries d
      WHERE d.company_id = e.company_id AND d.event_id = e.id ORDER BY d.id DESC LIMIT 1
    ) newest
    WHERE e.company_id = ${companyId} AND e.created_at >= ${filter.from}
      AND (${filter.to}::timestamptz IS NULL OR e.created_at <= ${filter.to})
      AND e.event_type <> ALL(${NEVER_REPLAYED}::text[])
      AND (${filter.event_type ?? null}::text IS NULL OR e.event_type = lower(${filter.event_type ?? null}))
      AND newest.status <> 'PENDING'
      AND (${filter.status ?? null}::text IS NULL OR newest.status = ${filter.status ?? null})
    ORDER BY e.sequence LIMIT ${REPLAYED_MAX}`.execute(tx)
  return rows
}
