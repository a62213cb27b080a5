import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Tx } from '../../kernel/database.ts'
import type { Sealer } from '../../kernel/sealer.ts'

const EXPIRY_BYTES = 8
const RANDOM_BYTES = 16
const MAC_BYTES = 16
const LIFE_MS = 300_000

/** What is signed for: to add a passkey to a user (after the code was shown), or to sign in. */
export type Purpose = { readonly kind: 'add'; readonly userId: string } | { readonly kind: 'sign in' }

/**
 * Proves itself: when it ends, random bits, and our hash over both and the purpose. So nothing is stored for who asks for one and
 * goes away, however many do.
 */
export function newChallenge(sealer: Sealer, purpose: Purpose): Buffer {
  const expiry = Buffer.alloc(EXPIRY_BYTES)
  expiry.writeBigUInt64BE(BigInt(Date.now() + LIFE_MS))
  const open = Buffer.concat([expiry, randomBytes(RANDOM_BYTES)])
  return Buffer.concat([open, mac(sealer, purpose, open)])
}

/** Ours, for this purpose, and not over. Wall clock. */
export function isOpen(sealer: Sealer, purpose: Purpose, challenge: Buffer): boolean {
  const open = challenge.subarray(0, -MAC_BYTES)
  if (open.length !== EXPIRY_BYTES + RANDOM_BYTES) return false
  if (!timingSafeEqual(challenge.subarray(-MAC_BYTES), mac(sealer, purpose, open))) return false
  return expiryOf(challenge) > Date.now()
}

/** @returns whether it was never used before. Rolled back with what it was used for. */
export async function useUp(tx: Tx, challenge: Buffer): Promise<boolean> {
  const used = await tx
    .insertInto('passkey_challenges')
    .values({ challenge, expires_at: new Date(expiryOf(challenge)) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return used.numInsertedOrUpdatedRows === 1n
}

function expiryOf(challenge: Buffer): number {
  return Number(challenge.readBigUInt64BE())
}

function mac(sealer: Sealer, purpose: Purpose, open: Buffer): Buffer {
  const what = JSON.stringify([purpose, open.toString('hex')])
  return sealer.keyedHash('passkey challenge', what).subarray(0, MAC_BYTES)
}
