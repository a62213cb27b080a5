import { sql } from 'kysely'
import { Type } from 'typebox'
import { lockCompany } from '../companies/company.ts'
import { refuseGrant } from '../companies/keys/key-rules.ts'
import { writeAudit } from '../kernel/audit.ts'
import type { Tx } from '../kernel/database.ts'
import { enumField } from '../kernel/http/fields.ts'
import { levelsOf, ROLES, type Role } from '../kernel/http/role.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { refuse } from '../kernel/refusal.ts'
import type { PeopleDeps } from './deps.ts'
import { isLastAdmin } from './last-admin.ts'
import { endSessions } from './session.ts'
import { describeCaller, tellAdmins } from './tell-admins.ts'
import { lockUser, type User, UserAnswer, userAnswer } from './user.ts'

export function changeUserRoute({ sealer, config }: Pick<PeopleDeps, 'sealer' | 'config'>) {
  return writeRoute({
    method: 'PUT',
    path: '/management/users/{userId}',
    access: { level: 3 },
    summary: 'Change the role of a person; ends the sessions',
    refusals: ['VALUE_NOT_ALLOWED', 'USER_NOT_FOUND', 'LAST_ADMIN', 'API_KEY_GRANT'],
    tag: 'Users',
    body: Type.Object({ role: enumField(ROLES) }),
    answer: UserAnswer,
    async write(tx, { companyId, caller, params, body: { role }, traceId, now }) {
      const company = await lockCompany(tx, companyId)
      if (company === null) return refuse('COMPANY_NOT_FOUND')
      const before = await lockUser(tx, companyId, params.userId ?? '')
      if (before === null) return refuse('USER_NOT_FOUND')
      if (before.role === role) return userAnswer(before)
      const refusal = refuseGrant(caller, levelsOf(role), levelsOf(before.role))
      if (refusal !== null) return refusal
      if (await isLastAdmin(tx, before)) return refuse('LAST_ADMIN')

      // Before the change: an ADMIN who is lowered is told too.
      await tellAdmins(tx, sealer, {
        companyId,
        subject: `${before.email} is now ${role} of ${company.name}`,
        text: `${describeCaller(caller)} has made ${before.email}, who was ${before.role}, ${role} of ${company.name}.`,
        at: now,
      })
      const after = await writeRole(tx, before, role, config.people.approverDelayHours)
      await endSessions(tx, companyId, before.id)
      await writeAudit(tx, {
        companyId,
        caller,
        action: 'user.changed',
        objectType: 'user',
        objectId: before.id,
        before: userAnswer(before),
        after: userAnswer(after),
        traceId,
        at: now,
      })
      return userAnswer(after)
    },
  })
}

/** Whoever becomes ADMIN waits before approving, as one who was invited: else a stolen key would raise its accomplice. */
async function writeRole(tx: Tx, user: User, role: Role, delayHours: number): Promise<User> {
  const waits = role === 'ADMIN' && user.status === 'ACTIVE'
  const { approves_from } = await tx
    .updateTable('users')
    .set({
      role,
      ...(waits ? { approves_from: sql<Date>`now() + make_interval(hours => ${delayHours})` } : {}),
    })
    .where('company_id', '=', user.company_id)
    .where('id', '=', user.id)
    .returning('approves_from')
    .executeTakeFirstOrThrow()
  return { ...user, role, approves_from }
}
