import { sql } from 'kysely'
import type { Reader } from '../kernel/database.ts'
import type { Role } from '../kernel/http/role.ts'
import { isId } from '../kernel/ids.ts'

/** Those who have taken their invitation. */
export async function countActiveAdmins(reader: Reader, companyId: string): Promise<number> {
  const { count } = await reader
    .selectFrom('users')
    .select(sql<number>`count(*)::integer`.as('count'))
    .where('company_id', '=', companyId)
    .where('role', '=', 'ADMIN')
    .where('status', '=', 'ACTIVE')
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}

export interface Approver {
  readonly email: string
  readonly role: Role
  /** Wall clock: nobody who was invited a moment ago approves what the inviter asks for. */
  readonly approvesFrom: Date
}

/** Null: unknown, removed, or still invited. */
export async function readApprover(
  reader: Reader,
  companyId: string,
  userId: string,
): Promise<Approver | null> {
  if (!isId(userId)) return null
  const user = await reader
    .selectFrom('users')
    .select(['email', 'role', 'approves_from'])
    .$narrowType<{ role: Role }>()
    .where('company_id', '=', companyId)
    .where('id', '=', userId)
    .where('status', '=', 'ACTIVE')
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (user === undefined || user.approves_from === null) return null
  return { email: user.email, role: user.role, approvesFrom: user.approves_from }
}

/**
 * The ids of the users who stand behind `requestedBy` (`user:<id>`, `key:<id>`, `rule:<id>` with who set it, apart by a blank): who
 * asked, and who made or renewed the key that asked, or the key that made that key. None of them is another pair of eyes, nor is one of
 * the same e-mail: removed and invited again, a person is another user.
 */
export async function readPeopleBehind(
  reader: Reader,
  companyId: string,
  requestedBy: string,
): Promise<ReadonlySet<string>> {
  const people = new Set<string>()
  const keys = new Set<string>()
  let asked = requestedBy.split(' ')
  while (asked.length > 0) {
    const fresh: string[] = []
    for (const [kind, id = ''] of asked.map((one) => one.split(':'))) {
      if (kind === 'user') people.add(id)
      if (kind === 'key' && isId(id) && !keys.has(id)) fresh.push(id)
    }
    for (const id of fresh) keys.add(id)
    asked = await readMakers(reader, companyId, fresh)
  }
  return people.size === 0 ? people : readNamesakes(reader, companyId, [...people])
}

async function readNamesakes(
  reader: Reader,
  companyId: string,
  userIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await reader
    .selectFrom('users')
    .innerJoin('users as namesakes', (join) =>
      join
        .onRef('namesakes.company_id', '=', 'users.company_id')
        .on(sql`lower(namesakes.email)`, '=', sql`lower(users.email)`),
    )
    .select('namesakes.id')
    .where('users.company_id', '=', companyId)
    .where('users.id', 'in', userIds.filter(isId))
    .execute()
  return new Set([...userIds, ...rows.map(({ id }) => id)])
}

async function readMakers(reader: Reader, companyId: string, keyIds: readonly string[]): Promise<string[]> {
  if (keyIds.length === 0) return []
  const rows = await reader
    .selectFrom('api_keys')
    .select('created_by')
    .where('company_id', '=', companyId)
    .where('id', 'in', keyIds)
    .execute()
  return rows.flatMap(({ created_by: makers }) => makers?.split(' ') ?? [])
}
