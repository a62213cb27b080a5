import { Type } from 'typebox'
import { lockCompany } from '../companies/company.ts'
import { writeAudit } from '../kernel/audit.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { refuse } from '../kernel/refusal.ts'
import type { PeopleDeps } from './deps.ts'
import { endInvitations } from './invitation.ts'
import { isLastAdmin } from './last-admin.ts'
import { deletePasskeys } from './passkeys/passkey.ts'
import { endSessions } from './session.ts'
import { describeCaller, tellAdmins } from './tell-admins.ts'
import { lockUser, userAnswer } from './user.ts'

/** Soft: what the person did stays readable. Password, second factor and passkeys go. */
export function removeUserRoute({ sealer }: Pick<PeopleDeps, 'sealer'>) {
  return writeRoute({
    method: 'DELETE',
    path: '/management/users/{userId}',
    access: { level: 3 },
    summary: 'Remove a person; ends the sessions',
    refusals: ['USER_NOT_FOUND', 'LAST_ADMIN'],
    tag: 'Users',
    answer: Type.Null(),
    status: 204,
    async write(tx, { companyId, caller, params, traceId, now }) {
      const company = await lockCompany(tx, companyId)
      if (company === null) return refuse('COMPANY_NOT_FOUND')
      const user = await lockUser(tx, companyId, params.userId ?? '')
      if (user === null) return refuse('USER_NOT_FOUND')
      if (await isLastAdmin(tx, user)) return refuse('LAST_ADMIN')
      // Before the removal: an ADMIN who is removed is told too.
      await tellAdmins(tx, sealer, {
        companyId,
        subject: `${user.email} was removed from ${company.name}`,
        text: `${describeCaller(caller)} has removed ${user.email}, who was ${user.role}, from ${company.name}.`,
        at: now,
      })
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
      await deletePasskeys(tx, { companyId, userId: user.id })
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
}
