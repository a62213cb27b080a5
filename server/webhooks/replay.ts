import { sql } from 'kysely'
import type { Tx } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import { outbox } from './write-events.ts'

/** An event that is delivered once more. */
export interface ReplayedEvent {
  readonly eventId: string
  readonly sequence: bigint
  readonly orderKey: string | null
}

/** Rows per statement. */
const CHUNK = 5_000

/**
 * New deliveries of events that were delivered or given up: same id, operation and data, the whole ladder again. They keep the
 * order among themselves, in a line of their own beside each wallet's or card's: an old event that still fails must not hold up
 * new ones, nor wait for them. @returns the new deliveries' ids, in the order of `events`.
 */
export async function replay(
  tx: Tx,
  companyId: string,
  events: readonly ReplayedEvent[],
  now: Date,
): Promise<string[]> {
  const ids = events.map(() => newId())
  for (let start = 0; start < events.length; start += CHUNK) {
    const chunk = events.slice(start, start + CHUNK)
    await sql`
      INSERT INTO webhook_deliveries
        (company_id, id, event_id, sequence, order_key, status, next_attempt_at, created_at, updated_at)
      SELECT ${companyId}::uuid, id, event_id, sequence, md5('replay:' || order_key)::uuid, 'PENDING', ${now}, ${now}, ${now}
      FROM unnest(${ids.slice(start, start + CHUNK)}::uuid[], ${chunk.map((event) => event.eventId)}::uuid[],
        ${chunk.map((event) => event.sequence)}::bigint[], ${chunk.map((event) => event.orderKey)}::uuid[])
        AS event(id, event_id, sequence, order_key)`.execute(tx)
  }
  outbox.emit('written')
  return ids
}
