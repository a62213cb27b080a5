import { Type } from 'typebox'
import { lockCompany } from '../companies/company.ts'
import { readEmail } from '../companies/company-fields.ts'
import { levelEverywhere } from '../companies/keys/api-key.ts'
import { refuseGrant } from '../companies/keys/key-rules.ts'
import { writeAudit } from '../kernel/audit.ts'
import type { Tx } from '../kernel/database.ts'
import { callerName } from '../kernel/http/caller-name.ts'
import { enumField } from '../kernel/http/fields.ts'
import { levelsOf, ROLES, type Role } from '../kernel/http/role.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { newId } from '../kernel/ids.ts'
import { isRefusal, refuse } from '../kernel/refusal.ts'
import type { PeopleDeps } from './deps.ts'
import { sendInvitation } from './invitation.ts'
import { describeCaller, tellAdmins } from './tell-admins.ts'
import { lockUserByEmail, type User, UserAnswer, userAnswer } from './user.ts'

/** Others have no one lower case, and letters that look like these. */
const ASCII = /^[\x21-\x7e]+$/
const NO_LEVELS = levelEverywhere(0)

/** Who is invited a second time before taking the first invitation gets a new one, in the role that is named now. */
export function inviteUserRoute({ sealer, config }: Pick<PeopleDeps, 'sealer' | 'config'>) {
  return writeRoute({
    method: 'POST',
    path: '/management/users',
    access: { level: 3 },
    summary: 'Invite a person by e-mail',
    refusals: ['VALUE_NOT_ALLOWED', 'FIELD_INVALID', 'USER_EXISTS', 'API_KEY_GRANT'],
    tag: 'Users',
    body: Type.Object({ email: Type.String(), role: enumField(ROLES) }),
    answer: UserAnswer,
    status: 201,
    async write(tx, { companyId, caller, body, traceId, now }) {
      const email = readEmail('email', body.email)
      if (isRefusal(email)) return email
      if (!ASCII.test(email)) return refuse('FIELD_INVALID', { field: 'email' })
      const company = await lockCompany(tx, companyId)
      if (company === null) return refuse('COMPANY_NOT_FOUND')
      const refusal = refuseGrant(caller, levelsOf(body.role), NO_LEVELS)
      if (refusal !== null) return refusal
      const before = await lockUserByEmail(tx, companyId, email)
      if (before?.status === 'ACTIVE') return refuse('USER_EXISTS', { email })

      const invitedBy = callerName(caller)
      const user =
        before === null
          ? await insertUser(tx, { companyId, email, role: body.role, invitedBy }, now)
          : await inviteAgain(tx, before, body.role, invitedBy)
      const hours = config.people.invitationHours
      await sendInvitation(tx, { sealer, hours, at: now }, user, company.name)
      await tellAdmins(tx, sealer, {
        companyId,
        subject: `${email} was invited to ${company.name}`,
        text: `${describeCaller(caller)} has invited ${email} to ${company.name}, as ${user.role}.`,
        at: now,
      })
      await writeAudit(tx, {
        companyId,
        caller,
        action: 'user.invited',
        objectType: 'user',
        objectId: user.id,
        before: before === null ? null : userAnswer(before),
        after: userAnswer(user),
        traceId,
        at: now,
      })
      return userAnswer(user)
    },
  })
}

interface NewUser {
  readonly companyId: string
  readonly email: string
  readonly role: Role
  readonly invitedBy: string
}

async function insertUser(tx: Tx, { companyId, email, role, invitedBy }: NewUser, now: Date): Promise<User> {
  const id = newId()
  const user = await tx
    .insertInto('users')
    .values({
      company_id: companyId,
      id,
      email,
      role,
      status: 'INVITED',
      invited_by: invitedBy,
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('user_directory')
    .values({ email: email.toLowerCase(), company_id: companyId, user_id: id })
    .execute()
  return { ...user, role, status: 'INVITED' }
}

/** What the earlier invitation was begun with counts no more. */
async function inviteAgain(tx: Tx, before: User, role: Role, invitedBy: string): Promise<User> {
  const change = { role, invited_by: invitedBy, password: null, sealed_totp: null, totp_step: null }
  await tx
    .updateTable('users')
    .set(change)
    .where('company_id', '=', before.company_id)
    .where('id', '=', before.id)
    .execute()
  return { ...before, ...change }
}
