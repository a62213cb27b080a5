import { Type } from 'typebox'
import { lockCompany } from '../companies/company.ts'
import { writeAudit } from '../kernel/audit.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { refuse } from '../kernel/refusal.ts'
import { endInvitations } from './invitation.ts'
import { isLastAdmin } from './last-admin.ts'
import { endSessions } from './session.ts'
import { lockUser, userAnswer } from './user.ts'

/** Soft: what the person did stays readable. Password and second factor go. */
export const removeUserRoute = writeRoute({
  method: 'DELETE',
  path: '/management/users/{userId}',
  access: { level: 3 },
  summary: 'Remove a person; ends the sessions',
  refusals: ['USER_NOT_FOUND', 'LAST_ADMIN'],
  tag: 'Users',
  answer: Type.Null(),
  status: 204,
  async write(tx, { companyId, caller, params, traceId, now }) {
    if ((await lockCompany(tx, companyId)) === null) return refuse('COMPANY_NOT_FOUND')
    const user = await lockUser(tx, companyId, params.userId ?? '')
    if (user === null) return refuse('USER_NOT_FOUND')
    if (await isLastAdmin(tx, user)) return refuse('LAST_ADMIN')
    await tx
      .updateTable('users')
      .set({ deleted_at: now, password: null, sealed_totp: null })
      .where('company_id', '=', companyId)
      .where('id', '=', user.id)
      .execute()
    await tx
      .deleteFrom('user_directory')
      .where('company_id', '=', companyId)
      .where('email', '=', user.email.toLowerCase())
      .execute()
    await endInvitations(tx, companyId, user.id)
    await endSessions(tx, companyId, user.id)
    await writeAudit(tx, {
      companyId,
      caller,
      action: 'user.removed',
      objectType: 'user',
      objectId: user.id,
      before: userAnswer(user),
      after: null,
      traceId,
      at: now,
    })
    return null
  },
})
