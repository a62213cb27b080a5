import { Type } from 'typebox'
import { writeAudit } from '../kernel/audit.ts'
import type { Tx } from '../kernel/database.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { isRefusal, refuse } from '../kernel/refusal.ts'
import { Secret } from '../kernel/secret.ts'
import type { PeopleTools } from './deps.ts'
import { forgiveFailures, lockAttempts, lockedSeconds, noteFailure } from './failed-attempts.ts'
import { isSamePassword, readPassword } from './password.ts'
import { queueEmail } from './queue-email.ts'
import { endSessions } from './session.ts'
import { openedStep } from './totp-secret.ts'
import { lockUser, type User } from './user.ts'

const NEWS_MS_MAX = 24 * 3_600_000

/** As stored: what was given as the present password, and the new one. */
interface Hashed {
  readonly present: string
  readonly next: string
}

/** Needs the present password and a code besides the session: one that was stolen must not lock its person out. Failures count as at sign-in. */
export function changePasswordRoute({ sealer, passwords, attempts }: PeopleTools) {
  return writeRoute({
    method: 'PUT',
    path: '/portal/api/password',
    access: { person: true },
    summary: 'Change the own password; ends the other sessions',
    refusals: ['PASSWORD_WEAK', 'SIGN_IN_FAILED', 'SIGN_IN_LOCKED'],
    tag: 'Portal',
    body: Type.Object({ password: Type.String(), new_password: Type.String(), code: Type.String() }),
    answer: Type.Null(),
    status: 204,
    async prepare(db, { caller, body }) {
      const limited = attempts?.take(caller.ipAddress) ?? null
      if (limited !== null) return limited
      const email = loginOf(caller.name)
      const seconds = await lockedSeconds(db, email)
      if (seconds > 0) return refuse('SIGN_IN_LOCKED', { n: String(seconds) })
      const wanted = readPassword(body.new_password)
      if (isRefusal(wanted)) return wanted
      const given = readPassword(body.password)
      const present = await passwords.hash(email, isRefusal(given) ? new Secret('') : given)
      if (isRefusal(present)) return present
      const next = await passwords.hash(email, wanted)
      return isRefusal(next) ? next : { present, next }
    },
    async write(tx, { companyId, caller, body, traceId, now }, hashed: Hashed) {
      const email = loginOf(caller.name)
      const seconds = await lockAttempts(tx, email)
      if (seconds > 0) return refuse('SIGN_IN_LOCKED', { n: String(seconds) })
      const user = await lockUser(tx, companyId, caller.id)
      const step = user === null ? null : openedBy(user, hashed.present, openedStep(sealer, user, body.code))
      if (user === null || step === null) {
        await noteFailure(tx, email)
        return { failed: true }
      }
      await forgiveFailures(tx, email)
      await writePassword(tx, user, hashed.next, step)
      await endSessions(tx, companyId, user.id, { but: caller.session })
      await queueEmail(tx, sealer, {
        companyId,
        to: user.email,
        subject: 'Your password was changed',
        text: `The password of ${user.email} was changed, and all other sessions have ended. If that was not you, have another ADMIN remove you at once.`,
        sendUntil: new Date(Date.now() + NEWS_MS_MAX),
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
      return { failed: false }
    },
    // A refusal in `write` would take the counted failure back.
    finish: async ({ failed }: { failed: boolean }) => (failed ? refuse('SIGN_IN_FAILED') : null),
  })
}

/** As sign-in counts failures: by the e-mail in lower case. */
function loginOf(email: string): string {
  return email.toLowerCase()
}

function openedBy(user: User, present: string, step: bigint | null): bigint | null {
  if (user.status !== 'ACTIVE' || user.password === null) return null
  return isSamePassword(user.password, present) ? step : null
}

async function writePassword(tx: Tx, user: User, password: string, step: bigint): Promise<void> {
  await tx
    .updateTable('users')
    .set({ password, totp_step: step })
    .where('company_id', '=', user.company_id)
    .where('id', '=', user.id)
    .execute()
}
