import type { Tx } from '../kernel/database.ts'
import type { Caller } from '../kernel/http/route.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import type { Sealer } from '../kernel/sealer.ts'
import { forgiveFailures, lockAttempts, noteFailure } from './failed-attempts.ts'
import { isSamePassword } from './password.ts'
import { openedStep } from './totp-secret.ts'
import { lockUser, type User } from './user.ts'

/** What a person who has signed in shows once more, before what a stolen session must not do. */
export interface Proof {
  readonly code: string
  /** Hashed; absent where the code alone is asked for. */
  readonly password?: string
}

/** It is wrong. Its failure has been counted, so the caller commits, and refuses afterwards. */
export const WRONG = { failed: true } as const

/**
 * Counted and locked like a sign-in, in its order: the e-mail's attempts, then the user. @returns the user, locked; the code is used
 * up.
 */
export async function proveAgain(
  tx: Tx,
  sealer: Sealer,
  { companyId, caller }: { readonly companyId: string; readonly caller: Caller },
  proof: Proof,
): Promise<User | typeof WRONG | Refusal> {
  const email = caller.name.toLowerCase()
  const seconds = await lockAttempts(tx, email)
  if (seconds > 0) return refuse('SIGN_IN_LOCKED', { n: String(seconds) })
  const user = await lockUser(tx, companyId, caller.id)
  if (user === null) return refuse('SESSION_INVALID')
  const isPassword = proof.password === undefined || isSamePassword(user.password ?? '', proof.password)
  const step = isPassword ? openedStep(sealer, user, proof.code) : null
  if (step === null) {
    await noteFailure(tx, email)
    return WRONG
  }
  await forgiveFailures(tx, email)
  await tx
    .updateTable('users')
    .set({ totp_step: step })
    .where('company_id', '=', companyId)
    .where('id', '=', user.id)
    .execute()
  return { ...user, totp_step: step }
}
