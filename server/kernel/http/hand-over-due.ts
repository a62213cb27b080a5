import { type RawBuilder, sql } from 'kysely'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import type { Logger } from '../log.ts'
import type { Secret } from '../secret.ts'
import { type Gateway, handOver } from './hand-over.ts'

const BATCH = 32
/** A node that died with messages in its hands keeps them from the others for so long. */
const LEASE_SECONDS = 10

/** Sealed messages that were queued in the commit of what they tell of. */
export interface Outbox {
  readonly table: 'email_messages' | 'text_messages'
  /** Null: there is none, and nothing is sent. */
  readonly gateway: Gateway | null
  readonly open: (id: string, sealed: Buffer) => Secret<object>
  /** What should have been sent by now helps nobody any more. By the clock that `send_until` was written with. */
  readonly now: Date | RawBuilder<Date>
  /** Between two tries. */
  readonly waitSecondsMax: number
}

interface Claimed {
  readonly company_id: string
  readonly id: string
  readonly sealed: Buffer
  readonly tries: number
}

interface OutboxDeps {
  readonly db: Database
  readonly clock: Clock
  readonly log: Logger
}

/** One pass: erases what has lapsed, tries what is due, erases what was taken. @returns whether there may be more. */
export async function handOverDue(deps: OutboxDeps, outbox: Outbox): Promise<boolean> {
  const { table, gateway, now } = outbox
  await deps.db
    .updateTable(table)
    .set({ sealed: null })
    .where('sealed', 'is not', null)
    .where('send_until', '<=', now)
    .execute()
  if (gateway === null) return false
  const claimed = await claim(deps.db, table)
  await Promise.all(claimed.map((one) => handOverOne(deps, outbox, gateway, one)))
  return claimed.length === BATCH
}

/** Whoever claims moves the time of the next try on, so no lock is held while the gateway is called. Wall clock of the database. */
async function claim(db: Database, table: Outbox['table']): Promise<readonly Claimed[]> {
  const { rows } = await sql<Claimed>`
    UPDATE ${sql.table(table)} SET tries = tries + 1, next_try_at = now() + make_interval(secs => ${LEASE_SECONDS})
    WHERE (company_id, id) IN (
      SELECT company_id, id FROM ${sql.table(table)} WHERE sealed IS NOT NULL AND next_try_at <= now()
      ORDER BY next_try_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
    RETURNING company_id, id, sealed, tries`.execute(db)
  return rows
}

async function handOverOne(
  { db, clock, log }: OutboxDeps,
  { table, open, waitSecondsMax }: Outbox,
  gateway: Gateway,
  { company_id, id, sealed, tries }: Claimed,
): Promise<void> {
  const problem = await handOver(gateway, id, open(id, sealed))
  const change = db.updateTable(table).where('company_id', '=', company_id).where('id', '=', id)
  if (problem === null) {
    await change.set({ sealed: null, sent_at: clock.now() }).execute()
    return
  }
  const waitSeconds = Math.min(2 ** (tries - 1), waitSecondsMax)
  log.warn({ table, messageId: id, problem, tries }, 'a message to a person was not taken')
  await change.set({ next_try_at: sql`now() + make_interval(secs => ${waitSeconds})` }).execute()
}
