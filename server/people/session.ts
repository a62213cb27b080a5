import { sql } from 'kysely'
import { Type } from 'typebox'
import { Instant } from '../companies/schemas.ts'
import type { Tx } from '../kernel/database.ts'
import { newSecretText } from './secret-text.ts'
import { type User, UserAnswer, userAnswer } from './user.ts'

export const SessionAnswer = Type.Object({
  expires_at: { ...Instant, description: 'At the latest; without calls it ends earlier' },
  user: UserAnswer,
  company: Type.Object({ id: Type.String(), name: Type.String() }),
})

export const NewSessionAnswer = Type.Object({
  session: Type.String({ description: 'Shown once. Sent as Authorization: Bearer' }),
  ...SessionAnswer.properties,
})

/** A new session; its text is stored hashed. */
export async function openSession(tx: Tx, user: User, ipAddress: string, hoursMax: number) {
  const { text, hash } = newSecretText('hfs_')
  const { expires_at } = await tx
    .insertInto('session_directory')
    .values({
      token_hash: hash,
      company_id: user.company_id,
      user_id: user.id,
      ip_address: ipAddress,
      created_at: sql`now()`,
      last_used_at: sql`now()`,
      expires_at: sql`now() + make_interval(hours => ${hoursMax})`,
    })
    .returning('expires_at')
    .executeTakeFirstOrThrow()
  const company = await tx
    .selectFrom('companies')
    .select(['company_id as id', 'name'])
    .where('company_id', '=', user.company_id)
    .executeTakeFirstOrThrow()
  return { session: text, expires_at, user: userAnswer(user), company }
}

/** All of a user, because role or password have changed or the user is removed; `but`: not this one. */
export async function endSessions(
  tx: Tx,
  companyId: string,
  userId: string,
  { but }: { readonly but?: Buffer | undefined } = {},
): Promise<void> {
  await tx
    .updateTable('session_directory')
    .set({ ended_at: sql<Date>`now()` })
    .where('company_id', '=', companyId)
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .$if(but !== undefined, (query) => query.where('token_hash', '<>', but ?? null))
    .execute()
}
