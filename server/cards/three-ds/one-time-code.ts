import { randomInt, timingSafeEqual } from 'node:crypto'
import type { Sealer } from '../../kernel/sealer.ts'
import { Secret } from '../../kernel/secret.ts'

const DIGITS = 6

export function newCode(): Secret<string> {
  return new Secret(String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0'))
}

/** What is stored of a code. The challenge's id is in it: equal codes of two challenges do not look alike. */
export function codeHash(sealer: Sealer, challengeId: string, code: Secret<string>): Buffer {
  return sealer.keyedHash('3ds code', `${challengeId}:${code.reveal()}`)
}

export function isCode(
  sealer: Sealer,
  challenge: { id: string; code_hash: Buffer },
  typed: Secret<string>,
): boolean {
  return timingSafeEqual(
    codeHash(sealer, challenge.id, new Secret(typed.reveal().trim())),
    challenge.code_hash,
  )
}
