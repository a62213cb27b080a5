import { sql } from 'kysely'
import type { Database, Reader } from '../kernel/database.ts'
import type { SessionDirectory, SessionIdentity } from '../kernel/http/authenticate.ts'
import type { Role } from '../kernel/http/role.ts'
import type { PeopleDeps } from './deps.ts'
import { hashSecretText } from './secret-text.ts'

/**
 * Finds people by the text of their session. Every call asks the database, as for keys: a sign-out, a removed user and a changed
 * role count from the next call on, on every node. Times go by the database's wall clock, one for all nodes.
 */
export function createSessionDirectory({
  db,
  config,
  log,
}: Pick<PeopleDeps, 'db' | 'config' | 'log'>): SessionDirectory {
  return {
    async find(text, isUse) {
      const row = await selectLiving(db, config)
        .select([
          's.company_id as companyId',
          's.user_id as userId',
          'u.email',
          'u.role',
          's.token_hash as session',
          sql<boolean>`s.last_used_at < now() - interval '1 minute'`.as('useIsStale'),
        ])
        .$narrowType<{ role: Role }>()
        .where('s.token_hash', '=', hashSecretText(text))
        .executeTakeFirst()
      if (row === undefined) return null
      const { useIsStale, ...identity } = row
      if (useIsStale && isUse)
        noteUse(db, identity).catch((error) => log.warn({ err: error }, 'the use of a session was not noted'))
      return identity
    },
  }
}

/** What opens something now, with its user and company. */
export function selectLiving(reader: Reader, { people }: Pick<PeopleDeps['config'], 'people'>) {
  return reader
    .selectFrom('session_directory as s')
    .innerJoin('users as u', (join) =>
      join.onRef('u.company_id', '=', 's.company_id').onRef('u.id', '=', 's.user_id'),
    )
    .innerJoin('companies as c', 'c.company_id', 's.company_id')
    .where('s.ended_at', 'is', null)
    .where('s.expires_at', '>', sql<Date>`now()`)
    .where('s.last_used_at', '>', sql<Date>`now() - make_interval(mins => ${people.sessionIdleMinutes})`)
    .where('u.status', '=', 'ACTIVE')
    .where('u.deleted_at', 'is', null)
    .where('c.deleted_at', 'is', null)
}

/** Of these, those that still open something; their hashes in hex. */
export async function readLivingSessions(
  reader: Reader,
  config: Pick<PeopleDeps['config'], 'people'>,
  sessions: readonly Buffer[],
): Promise<ReadonlySet<string>> {
  const rows = await selectLiving(reader, config)
    .select('s.token_hash')
    .where('s.token_hash', '=', sql<Buffer>`ANY(${sessions}::bytea[])`)
    .execute()
  return new Set(rows.map(({ token_hash }) => token_hash.toString('hex')))
}

/** Not awaited: the caller should not wait for it, and a lost one ends the session a minute early. */
async function noteUse(db: Database, { session }: SessionIdentity): Promise<void> {
  await db
    .updateTable('session_directory')
    .set({ last_used_at: sql<Date>`now()` })
    .where('token_hash', '=', session)
    .where('last_used_at', '<', sql<Date>`now() - interval '1 minute'`)
    .execute()
}
