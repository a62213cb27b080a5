import type { Selectable } from 'kysely'
import { Type } from 'typebox'
import { Instant, NullableInstant } from '../companies/schemas.ts'
import type { Reader, Tx } from '../kernel/database.ts'
import { ROLES, type Role } from '../kernel/http/role.ts'
import { isId } from '../kernel/ids.ts'
import type { Schema } from '../migrations/schema.ts'

type UserRow = Selectable<Schema['users']>

export interface User extends UserRow {
  readonly role: Role
  readonly status: 'INVITED' | 'ACTIVE'
}

/** Not those that were removed. */
function selectUsers(reader: Reader, companyId: string) {
  return reader
    .selectFrom('users')
    .selectAll()
    .$narrowType<{ role: Role; status: User['status'] }>()
    .where('company_id', '=', companyId)
    .where('deleted_at', 'is', null)
}

/** Newest first. */
export async function listUsers(reader: Reader, companyId: string): Promise<User[]> {
  return selectUsers(reader, companyId).orderBy('id', 'desc').execute()
}

/** Locked until the end of the transaction: its role, password and codes change one after the other. */
export async function lockUser(tx: Tx, companyId: string, userId: string): Promise<User | null> {
  if (!isId(userId)) return null
  const user = await selectUsers(tx, companyId).where('id', '=', userId).forUpdate().executeTakeFirst()
  return user ?? null
}

/** By the directory, as sign-in finds it: what is one e-mail there must not be two here. */
export async function lockUserByEmail(tx: Tx, companyId: string, email: string): Promise<User | null> {
  const entry = await tx
    .selectFrom('user_directory')
    .select('user_id')
    .where('email', '=', email.toLowerCase())
    .where('company_id', '=', companyId)
    .executeTakeFirst()
  return entry === undefined ? null : lockUser(tx, companyId, entry.user_id)
}

export const UserAnswer = Type.Object({
  id: Type.String(),
  email: Type.String(),
  role: Type.Unsafe<Role>({ type: 'string', enum: [...ROLES] }),
  status: Type.String({ enum: ['INVITED', 'ACTIVE'] }),
  created_at: Instant,
  approves_from: { ...NullableInstant, description: 'From when on an ADMIN may approve; null while invited' },
})

/** The contract's User object; also what the audit log keeps of one: it holds no secret. */
export function userAnswer({ id, email, role, status, created_at, approves_from }: User) {
  return { id, email, role, status, created_at, approves_from }
}
