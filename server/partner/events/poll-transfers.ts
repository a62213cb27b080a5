import { sql } from 'kysely'
import type { Clock } from '../../kernel/clock.ts'
import type { Database } from '../../kernel/database.ts'
import type { Partner } from '../partner.ts'

/** The very first poll looks back so far. */
const FIRST_MS = 86_400_000
/** What the partner commits late is dated earlier than what it has shown already. */
const OVERLAP_MS = 600_000

/**
 * Asks for every transfer that changed since the last poll, and stores what no event has told as if one had. A poll that breaks off
 * keeps what it found and begins again where it began.
 *
 * @returns how many were new.
 */
export async function pollTransfers(
  db: Database,
  clock: Clock,
  partner: Pick<Partner, 'listTransfers'>,
): Promise<number> {
  const watermark = await readWatermark(db)
  const since = watermark ?? new Date(clock.now().getTime() - FIRST_MS)
  let newest = since
  let found = 0
  for await (const { id, updatedAt } of partner.listTransfers({
    updatedAfter: new Date(since.getTime() - OVERLAP_MS),
  })) {
    if (await storeChange(db, id, updatedAt)) found += 1
    if (updatedAt > newest) newest = updatedAt
  }
  // A time that has not come yet would hide what changes until then.
  await moveWatermark(db, new Date(Math.min(newest.getTime(), clock.now().getTime())))
  return found
}

async function readWatermark(db: Database): Promise<Date | null> {
  const row = await db
    .selectFrom('partner_polls')
    .select('watermark')
    .where('category', '=', 'transfer')
    .executeTakeFirst()
  return row?.watermark ?? null
}

/** Only forward: two nodes may poll at once. */
async function moveWatermark(db: Database, to: Date): Promise<void> {
  await sql`
    INSERT INTO partner_polls (category, watermark) VALUES ('transfer', ${to})
    ON CONFLICT (category) DO UPDATE SET watermark = greatest(partner_polls.watermark, excluded.watermark)`.execute(
    db,
  )
}

async function storeChange(db: Database, transferId: string, updatedAt: Date): Promise<boolean> {
  const eventId = `poll:${transferId}:${updatedAt.getTime()}`
  const { numAffectedRows } = await sql`
    INSERT INTO partner_event_directory (event_id, category, object_id, changed_at)
    SELECT ${eventId}, 'transfer', ${transferId}, ${updatedAt}::timestamptz
    WHERE NOT EXISTS (
      SELECT FROM partner_event_directory
      WHERE category = 'transfer' AND object_id = ${transferId} AND changed_at >= ${updatedAt}::timestamptz)
    ON CONFLICT DO NOTHING`.execute(db)
  return numAffectedRows === 1n
}
