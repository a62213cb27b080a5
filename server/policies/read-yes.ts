import type { Reader } from '../kernel/database.ts'
import type { Approval } from './approval.ts'

/**
 * Who has said yes, in their order. Of those who are ADMIN still: who was removed or lowered since has taken the word along.
 */
export async function readYes(
  reader: Reader,
  approval: Pick<Approval, 'company_id' | 'id'>,
): Promise<string[]> {
  const yes = await reader
    .selectFrom('approval_decisions as d')
    .innerJoin('users as u', (join) =>
      join.onRef('u.company_id', '=', 'd.company_id').onRef('u.id', '=', 'd.user_id'),
    )
    .select('d.user_id')
    .where('d.company_id', '=', approval.company_id)
    .where('d.approval_id', '=', approval.id)
    .where('d.decision', '=', 'APPROVE')
    .where('u.role', '=', 'ADMIN')
    .where('u.status', '=', 'ACTIVE')
    .where('u.deleted_at', 'is', null)
    .orderBy('d.at')
    .orderBy('d.user_id')
    .execute()
  return yes.map((one) => one.user_id)
}
