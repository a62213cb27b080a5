import { sql } from 'kysely'
import { type Database, inTransaction, jsonb, type Tx } from '../../kernel/database.ts'
import { BLOCKING_ATTEMPTS } from '../ladder.ts'
import type { Outcome } from './attempt.ts'
import { preferIndexes } from './prefer-indexes.ts'

/**
 * Records attempts and what follows from them, many at once. An outcome whose claim was lost meanwhile (this node was taken for
 * dead) changes nothing: the delivery is another node's now. `nodeId` null: of events that their writers sent, which no node claims.
 */
export function settle(
  db: Database,
  nodeId: number | null,
  outcomes: readonly Outcome[],
  now: Date,
): Promise<void> {
  return inTransaction(db, async (tx) => {
    await preferIndexes(tx)
    await record(tx, nodeId, outcomes, now)
    await wakeNext(tx, outcomes.filter(lettingOthersPass))
  })
}

async function record(tx: Tx, nodeId: number | null, outcomes: readonly Outcome[], now: Date): Promise<void> {
  const rows = outcomes.map(({ answer, ...outcome }) => ({
    company_id: outcome.companyId,
    delivery_id: outcome.deliveryId,
    number: outcome.number,
    status: outcome.status,
    next_attempt_at: outcome.nextAttemptAt,
    at: outcome.at,
    url: outcome.url,
    request_body: outcome.requestBody,
    status_code: answer.statusCode,
    response_body: answer.body,
    error: answer.error,
    latency_ms: answer.latencyMs,
  }))
  await sql`
    WITH outcome AS (
      SELECT * FROM jsonb_to_recordset(${jsonb(rows)}::jsonb) AS outcome(
        company_id uuid, delivery_id uuid, number int, status text, next_attempt_at timestamptz, at timestamptz,
        url text, request_body text, status_code int, response_body text, error text, latency_ms int)
    ), settled AS (
      UPDATE webhook_deliveries d SET
        status = outcome.status, attempts = outcome.number, node_id = NULL, updated_at = ${now},
        first_attempt_at = coalesce(d.first_attempt_at, outcome.at),
        next_attempt_at = coalesce(outcome.next_attempt_at, d.next_attempt_at)
      FROM outcome
      WHERE d.company_id = outcome.company_id AND d.id = outcome.delivery_id
        AND d.node_id IS NOT DISTINCT FROM ${nodeId}::int AND d.attempts = outcome.number - 1
      RETURNING d.company_id, d.id AS delivery_id
    )
    INSERT INTO webhook_attempts (company_id, delivery_id, number, at, url, request_body,
      status_code, response_body, error, latency_ms)
    SELECT company_id, delivery_id, number, at, url, request_body, status_code, response_body, error, latency_ms
    FROM settled JOIN outcome USING (company_id, delivery_id)`.execute(tx)
}

function lettingOthersPass({ orderKey, status, number }: Outcome): boolean {
  return orderKey !== null && (status !== 'PENDING' || number >= BLOCKING_ATTEMPTS)
}

/**
 * The first that waits behind each of them becomes ready. A statement of its own, begun after `record` held the row's lock: so it
 * sees what a claim set aside while holding that row (claim.ts).
 */
async function wakeNext(tx: Tx, ended: readonly Outcome[]): Promise<void> {
  if (ended.length === 0) return
  await sql`
    UPDATE webhook_deliveries d SET waits = false
    FROM (
      SELECT next.company_id, next.id
      FROM unnest(${ended.map((one) => one.companyId)}::uuid[], ${ended.map((one) => one.orderKey)}::uuid[])
        AS ended(company_id, order_key)
      CROSS JOIN LATERAL (
        SELECT company_id, id FROM webhook_deliveries w
        WHERE w.company_id = ended.company_id AND w.order_key = ended.order_key AND w.status = 'PENDING' AND w.waits
        ORDER BY w.sequence LIMIT 1
      ) next
    ) next
    WHERE d.company_id = next.company_id AND d.id = next.id`.execute(tx)
}
