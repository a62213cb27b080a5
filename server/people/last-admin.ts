import type { Tx } from '../kernel/database.ts'
import { countActiveAdmins } from './approvers.ts'
import type { User } from './user.ts'

/**
 * The last ADMIN who has taken the invitation stays ADMIN. The caller holds the company's lock, so two changes cannot each rely on
 * the other's ADMIN.
 */
export async function isLastAdmin(tx: Tx, user: User): Promise<boolean> {
  if (user.role !== 'ADMIN' || user.status !== 'ACTIVE') return false
  return (await countActiveAdmins(tx, user.company_id)) < 2
}
