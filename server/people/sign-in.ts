import { Type } from 'typebox'
import { writeAudit } from '../kernel/audit.ts'
import type { Reader, Tx } from '../kernel/database.ts'
import { personCaller } from '../kernel/http/authenticate.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { isId } from '../kernel/ids.ts'
import { isRefusal, refuse } from '../kernel/refusal.ts'
import { Secret } from '../kernel/secret.ts'
import type { PeopleTools } from './deps.ts'
import { forgiveFailures, lockAttempts, lockedSeconds, noteFailure } from './failed-attempts.ts'
import { isSamePassword, readPassword } from './password.ts'
import { giveSession, type NewSession, NewSessionAnswer, openSession } from './session.ts'
import { openedStep } from './totp-secret.ts'
import { lockUser, type User } from './user.ts'

const EMAIL_LENGTH_MAX = 254

/** Who has the e-mail and the password. What opened is looked up again under locks. */
interface Candidate {
  readonly companyId: string
  readonly userId: string
  readonly password: string
}

/**
 * Unknown e-mail, wrong password, wrong or used code, invitation not taken: one answer, after the same work. Of somebody who belongs
 * to several companies, the code says which one; `company_id` names it where that is not wanted.
 */
export function signInRoute(tools: PeopleTools) {
  const { passwords, attempts, config } = tools
  return writeRoute({
    method: 'POST',
    path: '/portal/api/sign-in',
    access: { open: true },
    summary: 'Sign in with e-mail, password and code',
    refusals: ['SIGN_IN_FAILED', 'SIGN_IN_LOCKED'],
    tag: 'Portal',
    body: Type.Object({
      email: Type.String(),
      password: Type.String(),
      code: Type.String(),
      company_id: Type.Optional(Type.String()),
    }),
    answer: NewSessionAnswer,
    async prepare(db, { caller, body }) {
      const limited = attempts?.take(caller.ipAddress) ?? null
      if (limited !== null) return limited
      const email = readLogin(body.email)
      if (email.length > EMAIL_LENGTH_MAX) return refuse('SIGN_IN_FAILED')
      const seconds = await lockedSeconds(db, email)
      if (seconds > 0) return refuse('SIGN_IN_LOCKED', { n: String(seconds) })
      const password = readPassword(body.password)
      const hashed = await passwords.hash(email, isRefusal(password) ? new Secret('') : password)
      if (isRefusal(hashed)) return hashed
      return findCandidates(db, email, hashed, body.company_id?.trim())
    },
    async write(
      tx,
      { caller: { ipAddress }, userAgent, body, traceId, now },
      candidates: readonly Candidate[],
    ) {
      const email = readLogin(body.email)
      const seconds = await lockAttempts(tx, email)
      if (seconds > 0) return refuse('SIGN_IN_LOCKED', { n: String(seconds) })
      const user = await openWithCode(tx, tools, candidates, body.code)
      if (user === null) {
        await noteFailure(tx, email)
        return { failed: true } as const
      }
      await forgiveFailures(tx, email)
      await writeAudit(tx, {
        companyId: user.company_id,
        caller: personCaller({ userId: user.id, email: user.email, role: user.role }, ipAddress),
        action: 'user.signed_in',
        objectType: 'user',
        objectId: user.id,
        before: null,
        after: null,
        traceId,
        at: now,
      })
      return openSession(tx, user, { ipAddress, userAgent }, config.people.sessionHoursMax)
    },
    // A refusal in `write` would take the counted failure back.
    finish: async (outcome: NewSession | { readonly failed: true }, { page }) =>
      'failed' in outcome
        ? refuse('SIGN_IN_FAILED')
        : giveSession(page, outcome, config.people.sessionHoursMax),
  })
}

function readLogin(email: string): string {
  return email.trim().toLowerCase()
}

async function findCandidates(
  db: Reader,
  email: string,
  hashed: string,
  companyId: string | undefined,
): Promise<Candidate[]> {
  const rows = await db
    .selectFrom('user_directory as d')
    .innerJoin('users as u', (join) =>
      join.onRef('u.company_id', '=', 'd.company_id').onRef('u.id', '=', 'd.user_id'),
    )
    .innerJoin('companies as c', 'c.company_id', 'd.company_id')
    .select(['u.company_id as companyId', 'u.id as userId', 'u.password'])
    .where('d.email', '=', email)
    .where('u.status', '=', 'ACTIVE')
    .where('u.deleted_at', 'is', null)
    .where('c.deleted_at', 'is', null)
    .orderBy('u.id')
    .execute()
  return rows.flatMap(({ password, ...row }) => {
    if (password === null || !isSamePassword(password, hashed)) return []
    const isMeant = companyId === undefined || (isId(companyId) && row.companyId === companyId.toLowerCase())
    return isMeant ? [{ ...row, password }] : []
  })
}

/** The first of them whose second factor the code opens; the code is used up. */
async function openWithCode(
  tx: Tx,
  { sealer }: PeopleTools,
  candidates: readonly Candidate[],
  code: string,
): Promise<User | null> {
  for (const { companyId, userId, password } of candidates) {
    const user = await lockUser(tx, companyId, userId)
    if (user?.status !== 'ACTIVE' || user.password !== password) continue
    const step = openedStep(sealer, user, code)
    if (step === null) continue
    await tx
      .updateTable('users')
      .set({ totp_step: step })
      .where('company_id', '=', companyId)
      .where('id', '=', userId)
      .execute()
    return { ...user, totp_step: step }
  }
  return null
}
