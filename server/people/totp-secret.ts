import type { Sealer } from '../kernel/sealer.ts'
import { openingStep } from './totp.ts'
import type { User } from './user.ts'

export function sealTotp(sealer: Sealer, userId: string, secret: Buffer): Buffer {
  return sealer.seal(secret, place(userId))
}

/** The step that the code opens for this user, or null. Wall clock. */
export function openedStep(sealer: Sealer, user: User, code: string): bigint | null {
  if (user.sealed_totp === null) return null
  const secret = sealer.open(user.sealed_totp, place(user.id))
  return openingStep(secret, code.trim(), user.totp_step, Date.now())
}

function place(userId: string): string {
  return `users.sealed_totp:${userId}`
}
