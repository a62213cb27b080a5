import { sql } from 'kysely'
import type { Database } from '../../kernel/database.ts'
import type { Logger } from '../../kernel/log.ts'
import type { PartnerHandlers } from './handlers.ts'

const BATCH = 16
/** Longer than a handler asks the partner. A node that died with events in its hands keeps them from the others for so long. */
const LEASE_SECONDS = 120
const WAIT_SECONDS_MAX = 300

interface Claimed {
  readonly event_id: string
  readonly category: string
  readonly object_id: string
  readonly tries: number
}

/**
 * One pass: tells the handlers of the objects that stored events name. Events of one object that wait together are told once, since
 * whoever is told asks how it stands now. @returns whether there may be more.
 */
export async function tellEvents(db: Database, handlers: PartnerHandlers, log: Logger): Promise<boolean> {
  const claimed = await claim(db)
  const objects = Map.groupBy(claimed, ({ category, object_id }) => JSON.stringify([category, object_id]))
  await Promise.all([...objects.values()].map((events) => tell(db, handlers, log, events)))
  return claimed.length === BATCH
}

/** Whoever claims moves the time of the next try on, so no lock is held while the partner is asked. */
async function claim(db: Database): Promise<readonly Claimed[]> {
  const { rows } = await sql<Claimed>`
    UPDATE partner_event_directory
    SET tries = tries + 1, next_try_at = now() + make_interval(secs => ${LEASE_SECONDS})
    WHERE event_id IN (
      SELECT event_id FROM partner_event_directory WHERE handled_at IS NULL AND next_try_at <= now()
      ORDER BY next_try_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
    RETURNING event_id, category, object_id, tries`.execute(db)
  return rows
}

/** @param events of one object. */
async function tell(
  db: Database,
  handlers: PartnerHandlers,
  log: Logger,
  events: readonly Claimed[],
): Promise<void> {
  const [first] = events
  if (first === undefined) return
  const { category, object_id: objectId } = first
  const change = db.updateTable('partner_event_directory').where(
    'event_id',
    'in',
    events.map(({ event_id }) => event_id),
  )
  try {
    await Promise.all(handlers.of(category).map((handler) => handler(objectId)))
  } catch (err) {
    const tries = Math.max(...events.map((event) => event.tries))
    log.warn({ err, category, objectId, tries }, 'an event of the partner was not handled')
    const waitSeconds = Math.min(2 ** (tries - 1), WAIT_SECONDS_MAX)
    await change.set({ next_try_at: sql`now() + make_interval(secs => ${waitSeconds})` }).execute()
    return
  }
  await change.set({ handled_at: sql`now()` }).execute()
}
