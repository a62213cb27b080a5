import { Type } from 'typebox'
import { writeAudit } from '../kernel/audit.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { isRefusal, refuse } from '../kernel/refusal.ts'
import type { PeopleTools } from './deps.ts'
import { lockedSeconds } from './failed-attempts.ts'
import { readPassword } from './password.ts'
import { proveAgain, type WRONG } from './prove-again.ts'
import { queueEmail } from './queue-email.ts'
import { endSessions } from './session.ts'

/** News of a day ago is still news. */
const SEND_MS_MAX = 24 * 3_600_000

/** As stored: what was given as the present password, and the new one. */
interface Hashed {
  readonly present: string
  readonly next: string
}

/** Needs the present password and a code besides the session: one that was stolen must not lock its person out. */
export function changePasswordRoute({ passwords, attempts, sealer }: PeopleTools) {
  return writeRoute({
    method: 'PUT',
    path: '/portal/api/password',
    access: { person: true },
    summary: 'Change your password; ends your other sessions',
    refusals: ['PROOF_WRONG', 'SIGN_IN_LOCKED', 'PASSWORD_WEAK'],
    tag: 'Portal',
    body: Type.Object({ password: Type.String(), new_password: Type.String(), code: Type.String() }),
    answer: Type.Null(),
    status: 204,
    async prepare(db, { caller, body }) {
      const limited = attempts?.take(caller.ipAddress) ?? null
      if (limited !== null) return limited
      const seconds = await lockedSeconds(db, caller.name.toLowerCase())
      if (seconds > 0) return refuse('SIGN_IN_LOCKED', { n: String(seconds) })
      const wanted = readPassword(body.new_password)
      if (isRefusal(wanted)) return wanted
      const shown = readPassword(body.password)
      if (isRefusal(shown)) return refuse('PROOF_WRONG')
      const present = await passwords.hash(caller.name, shown)
      if (isRefusal(present)) return present
      const next = await passwords.hash(caller.name, wanted)
      return isRefusal(next) ? next : { present, next }
    },
    async write(tx, call, { present, next }: Hashed) {
      const { companyId, caller, body, traceId, now } = call
      const user = await proveAgain(tx, sealer, call, { code: body.code, password: present })
      if (isRefusal(user) || 'failed' in user) return user
      await tx
        .updateTable('users')
        .set({ password: next })
        .where('company_id', '=', companyId)
        .where('id', '=', user.id)
        .execute()
      await endSessions(tx, companyId, user.id, { but: caller.session })
      await queueEmail(tx, sealer, {
        companyId,
        to: user.email,
        subject: 'Your password was changed',
        text: `The password of ${user.email} was changed, and all other sessions have ended. If that was not you, have another ADMIN remove you at once.`,
        sendUntil: new Date(Date.now() + SEND_MS_MAX),
        at: now,
      })
      await writeAudit(tx, {
        companyId,
        caller,
        action: 'user.password_changed',
        objectType: 'user',
        objectId: user.id,
        before: null,
        after: null,
        traceId,
        at: now,
      })
      return null
    },
    finish: async (outcome: typeof WRONG | null) => (outcome === null ? null : refuse('PROOF_WRONG')),
  })
}
