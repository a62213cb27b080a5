import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '../../kernel/database.ts'
import type { Sealer } from '../../kernel/sealer.ts'

const TOKEN_BYTES = 32
const LIFE_MINUTES = 10
const ERASED_AT_ONCE = 100

export interface PanLink {
  readonly companyId: string
  readonly cardId: string
  readonly numberId: string
}

/**
 * A token that opens the page of this number once, within ten minutes of the database's wall clock. Only its keyed hash is stored.
 * Links that have lapsed are erased on the way.
 */
export async function createPanLink(tx: Tx, sealer: Sealer, link: PanLink): Promise<string> {
  await sql`
    DELETE FROM card_pan_links WHERE token_hash IN (
      SELECT token_hash FROM card_pan_links WHERE expires_at < clock_timestamp()
      ORDER BY expires_at LIMIT ${ERASED_AT_ONCE} FOR UPDATE SKIP LOCKED)`.execute(tx)
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  await tx
    .insertInto('card_pan_links')
    .values({
      token_hash: hashToken(sealer, token),
      company_id: link.companyId,
      card_id: link.cardId,
      number_id: link.numberId,
      expires_at: sql<Date>`clock_timestamp() + make_interval(mins => ${LIFE_MINUTES})`,
    })
    .execute()
  return token
}

/** Whoever comes first has it. Null: no such link, opened already, or lapsed. */
export async function openPanLink(tx: Tx, sealer: Sealer, token: string): Promise<PanLink | null> {
  const link = await tx
    .updateTable('card_pan_links')
    .set({ opened_at: sql<Date>`clock_timestamp()` })
    .where('token_hash', '=', hashToken(sealer, token))
    .where('opened_at', 'is', null)
    .where(sql<boolean>`expires_at > clock_timestamp()`)
    .returning(['company_id as companyId', 'card_id as cardId', 'number_id as numberId'])
    .executeTakeFirst()
  return link ?? null
}

function hashToken(sealer: Sealer, token: string): Buffer {
  return sealer.keyedHash('card pan link', token)
}
