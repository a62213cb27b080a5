import { EventEmitter } from 'node:events'
import { type RawBuilder, sql } from 'kysely'
import { jsonb, type Tx } from '../kernel/database.ts'
import { newId, newTraceId } from '../kernel/ids.ts'
import { currentTraceId } from '../kernel/trace.ts'
import { rulesOf } from './event-rules.ts'
import type { NewEvent } from './types.ts'

/**
 * Says `written` when events were written in this process, before their transaction commits: delivery then looks a moment
 * later. A hint only; what another node writes, or a late commit, is found by polling.
 */
export const outbox = new EventEmitter<{ written: [] }>()

/**
 * Writes events, and a delivery for each whose company has a webhook URL and is not deleted, in the transaction that makes
 * them true: none is lost, none invented.
 *
 * Call it after this transaction locked the wallet or card of `orderKey` (its row, or its ledger account by `book`): then the
 * order of `sequence` is the order of commits, which is the order in which the company hears of them.
 */
export async function writeEvents(tx: Tx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return
  await sql`WITH ${insertEvents(events.map(eventRow), sql`true`)} SELECT 1`.execute(tx)
  outbox.emit('written')
}

export type EventRow = ReturnType<typeof eventRow>

/** An event as `insertEvents` takes it, with the ids that it and its delivery will have. */
export function eventRow(event: NewEvent) {
  const isOrdered = rulesOf(event.eventType).isOrdered
  return {
    company_id: event.companyId,
    id: newId(),
    delivery_id: newId(),
    product: event.product,
    event_type: event.eventType,
    operation_id: event.operationId,
    status: event.status,
    reason: event.reason ?? null,
    order_key: isOrdered ? event.orderKey : null,
    data: event.data,
    top_level: event.topLevel ?? {},
    trace_id: event.traceId ?? currentTraceId() ?? newTraceId(),
    at: event.at,
    // A delivery that waits behind another of its key is not claimed; one without a key, which nobody wakes, never is.
    waits: event.sentByWriter === true && !isOrdered,
  }
}

/**
 * CTEs of a larger statement that writes events where `gate` is true; its conditions are those of `writeEvents`, and `outbox`
 * must be told by who sends it. Sequences are drawn when the gate has been decided, so after what it locks.
 */
export function insertEvents(rows: readonly EventRow[], gate: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`new_event AS MATERIALIZED (
      SELECT nextval('webhook_events_sequence_seq') AS sequence, input.*
      FROM (
        SELECT * FROM ROWS FROM (json_to_recordset(${jsonb(rows)}::json) AS (
          company_id uuid, id uuid, delivery_id uuid, product text, event_type text, operation_id text, status text,
          reason text, order_key uuid, data jsonb, top_level jsonb, trace_id text, at timestamptz, waits boolean
        )) WITH ORDINALITY AS input(
          company_id, id, delivery_id, product, event_type, operation_id, status,
          reason, order_key, data, top_level, trace_id, at, waits, place)
        WHERE ${gate} ORDER BY place
      ) input
    ), written_event AS (
      INSERT INTO webhook_events (company_id, id, sequence, product, event_type, operation_id, status,
        reason, order_key, data, top_level, trace_id, created_at)
      OVERRIDING SYSTEM VALUE
      SELECT company_id, id, sequence, product, event_type, operation_id, status,
        reason, order_key, data, top_level, trace_id, at
      FROM new_event
    ), written_delivery AS (
      INSERT INTO webhook_deliveries
        (company_id, id, event_id, sequence, order_key, status, waits, next_attempt_at, created_at, updated_at)
      SELECT company_id, delivery_id, new_event.id, sequence, order_key, 'PENDING', waits, at, at, at
      FROM new_event JOIN companies USING (company_id)
      WHERE companies.webhook_url IS NOT NULL AND companies.deleted_at IS NULL
    )`
}
