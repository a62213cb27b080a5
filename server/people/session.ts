import { sql } from 'kysely'
import { Type } from 'typebox'
import { Instant } from '../companies/schemas.ts'
import type { Tx } from '../kernel/database.ts'
import { Content } from '../kernel/http/content.ts'
import type { PortalPage } from '../kernel/http/portal-page.ts'
import { newSecretText } from './secret-text.ts'
import { type User, UserAnswer, userAnswer } from './user.ts'

export const SessionAnswer = Type.Object({
  expires_at: { ...Instant, description: 'At the latest; without calls it ends earlier' },
  user: UserAnswer,
  company: Type.Object({ id: Type.String(), name: Type.String() }),
})

export const NewSessionAnswer = Type.Object({
  session: Type.Union([Type.String(), Type.Null()], {
    description:
      "Shown once. Sent as Authorization: Bearer. Null for the portal's page: there a cookie has it",
  }),
  ...SessionAnswer.properties,
})

export type NewSession = Awaited<ReturnType<typeof openSession>>

/** A new session; its text is stored hashed. */
export async function openSession(
  tx: Tx,
  user: User,
  from: { readonly ipAddress: string; readonly userAgent: string | null },
  hoursMax: number,
) {
  const { text, hash } = newSecretText('hfs_')
  const { expires_at } = await tx
    .insertInto('session_directory')
    .values({
      token_hash: hash,
      company_id: user.company_id,
      user_id: user.id,
      ip_address: from.ipAddress,
      user_agent: from.userAgent,
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

/** Into the cookie of the portal's page, where no script can read it; to every other caller as text. */
export function giveSession(page: PortalPage | null, opened: NewSession, hoursMax: number) {
  if (page === null) return opened
  const { session, ...shown } = opened
  return new Content('application/json; charset=utf-8', JSON.stringify({ session: null, ...shown }), {
    'set-cookie': page.keep(session, hoursMax * 3600),
  })
}

/** No bytes, and no session in the cookie of the portal's page any more. */
export function takeSession(page: PortalPage | null) {
  return page === null ? null : new Content('', '', { 'set-cookie': page.forget() })
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
