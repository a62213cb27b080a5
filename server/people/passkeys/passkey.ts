import { type Selectable, sql } from 'kysely'
import { Type } from 'typebox'
import { Instant, NullableInstant } from '../../companies/schemas.ts'
import type { Reader, Tx } from '../../kernel/database.ts'
import type { Schema } from '../../migrations/schema.ts'

export type Passkey = Selectable<Schema['user_passkeys']>

export const PasskeyAnswer = Type.Object({
  id: Type.String(),
  name: Type.String(),
  created_at: Instant,
  last_used_at: NullableInstant,
})

export function passkeyAnswer({ id, name, created_at, last_used_at }: Passkey) {
  return { id, name, created_at, last_used_at }
}

/** Newest first. */
export function listPasskeys(reader: Reader, companyId: string, userId: string): Promise<Passkey[]> {
  return reader
    .selectFrom('user_passkeys')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('user_id', '=', userId)
    .orderBy('id', 'desc')
    .execute()
}

/** By what its authenticator calls it. */
export async function findPasskey(reader: Reader, credentialId: Buffer): Promise<Passkey | null> {
  const found = await reader
    .selectFrom('passkey_directory as d')
    .innerJoin('user_passkeys as p', (join) =>
      join.onRef('p.company_id', '=', 'd.company_id').onRef('p.id', '=', 'd.passkey_id'),
    )
    .selectAll('p')
    .where('d.credential_id', '=', credentialId)
    .executeTakeFirst()
  return found ?? null
}

/** All of a user, or the one. @returns those that were there. */
export async function deletePasskeys(
  tx: Tx,
  { companyId, userId, passkeyId }: { companyId: string; userId: string; passkeyId?: string },
): Promise<Passkey[]> {
  const { rows } = await sql<Passkey>`
    WITH gone AS (
      DELETE FROM user_passkeys WHERE company_id = ${companyId} AND user_id = ${userId}
        ${passkeyId === undefined ? sql`` : sql`AND id = ${passkeyId}`}
      RETURNING *
    ), unlisted AS (DELETE FROM passkey_directory WHERE credential_id IN (SELECT credential_id FROM gone))
    SELECT * FROM gone`.execute(tx)
  return rows
}
