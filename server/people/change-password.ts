import { sql } from 'kysely'
import { Type } from 'typebox'
import { writeAudit } from '../kernel/audit.ts'
import type { Tx } from '../kernel/database.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { isRefusal, refuse } from '../kernel/refusal.ts'
import type { PeopleTools } from './deps.ts'
import { readPassword } from './password.ts'
import { proveAgain, type WRONG } from './prove-again.ts'
import { queueEmail } from './queue-email.ts'

/** News of a day ago is still news. */
const SEND_MS_MAX = 24 * 3_600_000

interface Hashed {
  readonly present: string
  readonly next: string
}

/** With the present one and a code: a session alone does not change it. */
export function changePasswordRoute({ passwords, attempts, sealer }: PeopleTools) {
  return writeRoute({
    method: 'POST',
    path: '/portal/api/password',
    access: { person: true },
    summary: 'Change your password; ends your other sessions',
    refusals: ['PROOF_WRONG', 'SIGN_IN_LOCKED', 'PASSWORD_WEAK'],
    tag: 'Portal',
    body: Type.Object({ password: Type.String(), new_password: Type.String(), code: Type.String() }),
    answer: Type.Null(),
    status: 204,
    async prepare(_db, { caller, body }) {
      const limited = attempts?.take(caller.ipAddress) ?? null
      if (limited !== null) return limited
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
      await endOtherSessions(tx, companyId, user.id, caller.session)
      await queueEmail(tx, sealer, {
        companyId,
        to: user.email,
        subject: 'Your password was changed',
        text: 'The password of your account was changed, and your other sessions have ended. If that was not you, tell another ADMIN at once.',
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

async function endOtherSessions(
  tx: Tx,
  companyId: string,
  userId: string,
  own: Buffer | undefined,
): Promise<void> {
  await tx
    .updateTable('session_directory')
    .set({ ended_at: sql<Date>`now()` })
    .where('company_id', '=', companyId)
    .where('user_id', '=', userId)
    .$if(own !== undefined, (sessions) => sessions.where('token_hash', '<>', own ?? Buffer.alloc(0)))
    .where('ended_at', 'is', null)
    .execute()
}
