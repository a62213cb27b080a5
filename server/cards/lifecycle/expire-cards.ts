import { sql } from 'kysely'
import type { Database } from '../../kernel/database.ts'

const BATCH = 500

/**
 * Cards whose expiry month is over are EXPIRED. The version rises, so that no decision is made over what they were before. Those
 * that somebody else is changing just now are left for the next run.
 * @returns true when none is left
 */
export async function expireCards(db: Database, now: Date): Promise<boolean> {
  for (;;) {
    const { numAffectedRows = 0n } = await sql`
      UPDATE cards SET status = 'EXPIRED', version = version + 1
      WHERE (company_id, id) IN (
        SELECT company_id, id FROM cards WHERE ${isOver(now)} LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`.execute(
      db,
    )
    if (numAffectedRows < BATCH) break
  }
  const { rows } = await sql`SELECT 1 FROM cards WHERE ${isOver(now)} LIMIT 1`.execute(db)
  return rows.length === 0
}

/** `expiry` is MMYY; a card is valid to the end of that month, UTC. */
function isOver(now: Date) {
  const month = now.toISOString().slice(2, 7).replace('-', '')
  return sql`status IN ('ACTIVE', 'FROZEN', 'BLOCKED') AND substr(expiry, 3, 2) || substr(expiry, 1, 2) < ${month}`
}
