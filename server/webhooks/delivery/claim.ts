import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../kernel/database.ts'
import type { Format } from '../envelope.ts'
import { BLOCKING_ATTEMPTS, type Ladder } from '../ladder.ts'
import type { Reachable } from '../signed-request.ts'
import type { StoredEvent, WebhookProduct, WebhookStatus } from '../types.ts'

/** How many of a company's deliveries may be taken now. */
export interface Room {
  readonly companyId: string
  readonly places: number
}

/** A delivery that this node sends, with the settings of its company as they are now. Secrets are sealed. */
export interface Claim {
  readonly deliveryId: string
  readonly orderKey: string | null
  /** Made before. */
  readonly attempts: number
  readonly firstAttemptAt: Date | null
  readonly event: StoredEvent
  readonly webhook: Reachable
}

export interface Claimed {
  readonly claims: readonly Claim[]
  /** Found behind an earlier one of their wallet or card, and set aside until that one ends. */
  readonly setAside: number
}

export interface ClaimOptions {
  readonly nodeId: number
  readonly now: Date
  /** Ready rows looked at beyond a company's places: some wait for others and are set aside. */
  readonly lookAhead: number
}

/** Takes due deliveries for this node. Nodes that claim at once skip each other's rows. */
export async function claimDue(
  tx: Tx,
  rooms: readonly Room[],
  { nodeId, now, lookAhead }: ClaimOptions,
): Promise<Claimed> {
  const { rows } = await lockReady(rooms, now, lookAhead).execute(tx)
  const places = new Map(rooms.map((room) => [room.companyId, room.places]))
  const free: ReadyRow[] = []
  for (const row of rows) {
    const left = places.get(row.company_id) ?? 0
    if (row.is_blocked || left === 0) continue
    places.set(row.company_id, left - 1)
    free.push(row)
  }
  const claims = free.length === 0 ? [] : await take(tx, free, nodeId, now)
  const blocked = rows.filter((row) => row.is_blocked)
  return { claims, setAside: blocked.length === 0 ? 0 : await setAside(tx, blocked) }
}

interface ReadyRow {
  readonly company_id: string
  readonly id: string
  readonly order_key: string | null
  readonly sequence: bigint
  readonly is_blocked: boolean
}

/**
 * Exported for the test that reads its plan. `is_blocked` asks for the first earlier one in the order of its index: as a plain
 * EXISTS the planner likes to read the whole table, sure to meet one soon, which for the oldest of a wallet is never.
 */
export function lockReady(rooms: readonly Room[], now: Date, lookAhead: number) {
  return sql<ReadyRow>`
    SELECT d.company_id, d.id, d.order_key, d.sequence, (
      SELECT e.id FROM webhook_deliveries e WHERE ${holdsUp(sql.ref('d'))} ORDER BY e.sequence LIMIT 1
    ) IS NOT NULL AS is_blocked
    FROM unnest(${rooms.map((room) => room.companyId)}::uuid[], ${rooms.map((room) => room.places)}::int[])
      AS room(company_id, places)
    CROSS JOIN LATERAL (
      SELECT * FROM webhook_deliveries d
      WHERE d.company_id = room.company_id AND d.next_attempt_at <= ${now}
        AND d.status = 'PENDING' AND d.node_id IS NULL AND NOT d.waits
      ORDER BY d.next_attempt_at, d.sequence LIMIT room.places + ${lookAhead} FOR UPDATE SKIP LOCKED
    ) d`
}

/** `e` is an earlier delivery of the wallet or card of `later`, and has not yet failed ten times. */
export function holdsUp(later: RawBuilder<unknown>) {
  return sql`e.company_id = ${later}.company_id AND e.order_key = ${later}.order_key AND e.sequence < ${later}.sequence
    AND e.order_key IS NOT NULL AND e.status = 'PENDING' AND e.attempts < ${sql.lit(BLOCKING_ATTEMPTS)}`
}

async function take(tx: Tx, free: readonly ReadyRow[], nodeId: number, now: Date): Promise<Claim[]> {
  const { rows } = await sql<ClaimRow>`
    UPDATE webhook_deliveries d SET node_id = ${nodeId}, updated_at = ${now}
    FROM unnest(${free.map((row) => row.company_id)}::uuid[], ${free.map((row) => row.id)}::uuid[]) AS free(company_id, id),
      webhook_events e, companies c
    WHERE d.company_id = free.company_id AND d.id = free.id
      AND e.company_id = d.company_id AND e.id = d.event_id AND c.company_id = d.company_id
      AND c.webhook_url IS NOT NULL AND c.deleted_at IS NULL
    RETURNING d.company_id, d.id AS delivery_id, d.order_key, d.attempts, d.first_attempt_at,
      e.id AS event_id, e.product, e.event_type, e.operation_id, e.status, e.reason, e.data, e.top_level, e.trace_id,
      c.webhook_url, c.webhook_key, c.webhook_secret, c.webhook_format, c.webhook_ladder`.execute(tx)
  return rows.map(readClaim)
}

/**
 * A waiting row leaves the index of ready ones, so that thousands behind one slow wallet are not looked at again and again. Whoever
 * ends the earlier delivery wakes the next. The share lock on an earlier one makes that exact: either its end is seen here and
 * nothing is set aside, or its end comes after this commit and sees the row that it must wake.
 */
async function setAside(tx: Tx, rows: readonly ReadyRow[]): Promise<number> {
  const { numAffectedRows } = await sql`
    UPDATE webhook_deliveries d SET waits = true
    FROM (
      SELECT later.company_id, later.id
      FROM unnest(${rows.map((row) => row.company_id)}::uuid[], ${rows.map((row) => row.id)}::uuid[],
        ${rows.map((row) => row.order_key)}::uuid[], ${rows.map((row) => row.sequence)}::bigint[])
        AS later(company_id, id, order_key, sequence)
      CROSS JOIN LATERAL (
        SELECT FROM webhook_deliveries e WHERE ${holdsUp(sql.ref('later'))}
        ORDER BY e.sequence LIMIT 1 FOR SHARE SKIP LOCKED
      ) earlier
    ) later
    WHERE d.company_id = later.company_id AND d.id = later.id`.execute(tx)
  return Number(numAffectedRows ?? 0n)
}

interface ClaimRow {
  readonly company_id: string
  readonly delivery_id: string
  readonly order_key: string | null
  readonly attempts: number
  readonly first_attempt_at: Date | null
  readonly event_id: string
  readonly product: WebhookProduct
  readonly event_type: string
  readonly operation_id: string
  readonly status: WebhookStatus
  readonly reason: string | null
  readonly data: Record<string, unknown>
  readonly top_level: Record<string, unknown>
  readonly trace_id: string
  readonly webhook_url: string
  readonly webhook_key: string | null
  readonly webhook_secret: string
  readonly webhook_format: Format
  readonly webhook_ladder: Ladder
}

function readClaim(row: ClaimRow): Claim {
  return {
    deliveryId: row.delivery_id,
    orderKey: row.order_key,
    attempts: row.attempts,
    firstAttemptAt: row.first_attempt_at,
    event: {
      companyId: row.company_id,
      id: row.event_id,
      product: row.product,
      eventType: row.event_type,
      operationId: row.operation_id,
      status: row.status,
      reason: row.reason,
      data: row.data,
      topLevel: row.top_level,
      traceId: row.trace_id,
    },
    webhook: {
      url: row.webhook_url,
      sealedKey: row.webhook_key,
      sealedSecret: row.webhook_secret,
      format: row.webhook_format,
      ladder: row.webhook_ladder,
    },
  }
}
