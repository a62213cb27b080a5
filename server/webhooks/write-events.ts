import { EventEmitter } from 'node:events'
import { sql } from 'kysely'
import { jsonb, type Tx } from '../kernel/database.ts'
import { newId, newTraceId } from '../kernel/ids.ts'
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
  const rows = events.map((event) => ({
    company_id: event.companyId,
    id: newId(),
    delivery_id: newId(),
    product: event.product,
    event_type: event.eventType,
    operation_id: event.operationId,
    status: event.status,
    reason: event.reason ?? null,
    order_key: rulesOf(event.eventType).isOrdered ? event.orderKey : null,
    data: event.data,
    top_level: event.topLevel ?? {},
    trace_id: event.traceId ?? newTraceId(),
    at: event.at,
  }))
  await sql`
    WITH input AS (
      SELECT *
      FROM ROWS FROM (jsonb_to_recordset(${jsonb(rows)}::jsonb) AS (
        company_id uuid, id uuid, delivery_id uuid, product text, event_type text, operation_id text, status text,
        reason text, order_key uuid, data jsonb, top_level jsonb, trace_id text, at timestamptz
      )) WITH ORDINALITY AS input(
        company_id, id, delivery_id, product, event_type, operation_id, status,
        reason, order_key, data, top_level, trace_id, at, place)
    ), event AS (
      INSERT INTO webhook_events (company_id, id, product, event_type, operation_id, status,
        reason, order_key, data, top_level, trace_id, created_at)
      SELECT company_id, id, product, event_type, operation_id, status,
        reason, order_key, data, top_level, trace_id, at
      FROM input ORDER BY place
      RETURNING company_id, id, sequence
    )
    INSERT INTO webhook_deliveries (company_id, id, event_id, sequence, order_key, status, next_attempt_at, created_at, updated_at)
    SELECT company_id, input.delivery_id, event.id, event.sequence, input.order_key, 'PENDING', input.at, input.at, input.at
    FROM event JOIN input USING (company_id, id) JOIN companies USING (company_id)
    WHERE companies.webhook_url IS NOT NULL AND companies.deleted_at IS NULL`.execute(tx)
  outbox.emit('written')
}
