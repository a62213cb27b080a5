import { sql } from 'kysely'
import type { Database } from '../../kernel/database.ts'

/** Somebody's turn to look at a client. Nothing is locked meanwhile, so it may have been overtaken when it ends. */
export interface Turn {
  readonly company_id: string
  readonly id: string
  readonly turn: number
  /** In vain and in a row, before this one. */
  readonly tries: number
}

export interface Outcome {
  /** Null: not until something changes. */
  readonly lookAt: Date | null
  readonly inVain: boolean
}

/** Who died while looking is followed by another after this. */
const TURN_MS_MAX = 120_000
const BATCH = 8

/** The clients that are due, at most a few. */
export async function takeDue(db: Database, now: Date): Promise<Turn[]> {
  const { rows } = await sql<Turn>`
    UPDATE clients SET look_at = ${endOf(now)}, turn = turn + 1
    WHERE (company_id, id) IN (
      SELECT company_id, id FROM clients WHERE look_at <= ${now}
      ORDER BY look_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
    RETURNING company_id, id, turn, tries`.execute(db)
  return rows
}

/** One client, due or not. */
export async function takeTurn(
  db: Database,
  companyId: string,
  clientId: string,
  now: Date,
): Promise<Turn | null> {
  const { rows } = await sql<Turn>`
    UPDATE clients SET look_at = ${endOf(now)}, turn = turn + 1
    WHERE company_id = ${companyId} AND id = ${clientId} AND deleted_at IS NULL
    RETURNING company_id, id, turn, tries`.execute(db)
  return rows[0] ?? null
}

/** Says when to look next, unless the client was changed, told of, or taken by another since: then that counts. */
export async function endTurn(db: Database, turn: Turn, took: Date, outcome: Outcome): Promise<void> {
  await db
    .updateTable('clients')
    .set({ look_at: outcome.lookAt, tries: outcome.inVain ? turn.tries + 1 : 0 })
    .where('company_id', '=', turn.company_id)
    .where('id', '=', turn.id)
    .where('turn', '=', turn.turn)
    .where('look_at', '=', endOf(took))
    .execute()
}

/** When a turn that is taken now has lapsed. */
export function endOf(now: Date): Date {
  return new Date(now.getTime() + TURN_MS_MAX)
}
