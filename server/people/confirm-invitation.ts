import { sql } from 'kysely'
import { Type } from 'typebox'
import { lockCompany } from '../companies/company.ts'
import { writeAudit } from '../kernel/audit.ts'
import type { Tx } from '../kernel/database.ts'
import { personCaller } from '../kernel/http/authenticate.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { isRefusal, refuse } from '../kernel/refusal.ts'
import type { PeopleTools } from './deps.ts'
import { endInvitations, findInvitation } from './invitation.ts'
import { isSamePassword, readPassword } from './password.ts'
import { giveSession, NewSessionAnswer, openSession } from './session.ts'
import { openedStep } from './totp-secret.ts'
import { lockUser, type User, userAnswer } from './user.ts'

/** The second half of an invitation: who can give password and code is ACTIVE, and signed in. */
export function confirmInvitationRoute({ sealer, passwords, attempts, config }: PeopleTools) {
  const { sessionHoursMax, approverDelayHours } = config.people
  return writeRoute({
    method: 'POST',
    path: '/portal/api/invitations/confirm',
    access: { open: true },
    summary: 'Finish an invitation with the first code',
    refusals: ['INVITATION_INVALID', 'SIGN_IN_FAILED'],
    tag: 'Portal',
    body: Type.Object({ token: Type.String(), password: Type.String(), code: Type.String() }),
    answer: NewSessionAnswer,
    async prepare(db, { caller, body }) {
      const limited = attempts?.take(caller.ipAddress) ?? null
      if (limited !== null) return limited
      const invitation = await findInvitation(db, body.token)
      if (invitation === null) return refuse('INVITATION_INVALID')
      const password = readPassword(body.password)
      if (isRefusal(password)) return refuse('SIGN_IN_FAILED')
      return passwords.hash(invitation.email, password)
    },
    async write(tx, { caller: { ipAddress }, userAgent, page, body, traceId, now }, hashed: string) {
      const found = await findInvitation(tx, body.token)
      if (found === null || (await lockCompany(tx, found.companyId)) === null)
        return refuse('INVITATION_INVALID')
      // Under the company's lock: of two that confirm at the same time the second finds the invitation used.
      const invitation = await findInvitation(tx, body.token)
      const user = await lockUser(tx, found.companyId, found.userId)
      if (invitation === null || user?.status !== 'INVITED') return refuse('INVITATION_INVALID')
      if (user.password === null || !isSamePassword(user.password, hashed)) return refuse('SIGN_IN_FAILED')
      const step = openedStep(sealer, user, body.code)
      if (step === null) return refuse('SIGN_IN_FAILED')

      const active = await activate(tx, user, step, approverDelayHours)
      await endInvitations(tx, user.company_id, user.id)
      await writeAudit(tx, {
        companyId: user.company_id,
        caller: personCaller({ userId: user.id, email: user.email, role: user.role }, ipAddress),
        action: 'user.activated',
        objectType: 'user',
        objectId: user.id,
        before: userAnswer(user),
        after: userAnswer(active),
        traceId,
        at: now,
      })
      const opened = await openSession(tx, active, { ipAddress, userAgent }, sessionHoursMax)
      return giveSession(page, opened, sessionHoursMax)
    },
  })
}

async function activate(tx: Tx, user: User, step: bigint, delayHours: number): Promise<User> {
  const { approves_from } = await tx
    .updateTable('users')
    .set({
      status: 'ACTIVE',
      totp_step: step,
      approves_from: sql<Date>`now() + make_interval(hours => ${delayHours})`,
    })
    .where('company_id', '=', user.company_id)
    .where('id', '=', user.id)
    .returning('approves_from')
    .executeTakeFirstOrThrow()
  return { ...user, status: 'ACTIVE', totp_step: step, approves_from }
}
