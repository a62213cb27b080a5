import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { malformed } from '../kernel/http/fields.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import type { Sealer } from '../kernel/sealer.ts'
import { Secret } from '../kernel/secret.ts'
import { createGate } from './gate.ts'

/** OWASP's first choice for scrypt: 128 MiB and a few tenths of a second for each guess. */
const COST = 2 ** 17
const MEMORY_MAX = 160 * 2 ** 20
const HASH_BYTES = 32
const SALT_BYTES = 16
const CHARACTERS_MIN = 12
const CHARACTERS_MAX = 1_024
/** So many at one time, so that sign-ins take 256 MiB and two cores at most. */
const RUNNING_MAX = 2
/** One more that would have to wait is refused: it would time out anyway. */
const WAITING_MAX = 32

export interface Passwords {
  /**
   * What is stored of a password: `scrypt$N$r$p$salt$hash`. The salt follows from the e-mail and a key of the vault: so one
   * computation serves all companies of a person, and a sign-in takes one, whether there are none, one or five. The hash is
   * keyed by the vault besides: without it a stolen table cannot even be guessed at.
   */
  hash(email: string, password: Secret<string>): Promise<string | Refusal>
}

/** @param cost scrypt's N: tests take less. */
export function createPasswords(sealer: Sealer, cost: number = COST): Passwords {
  const gate = createGate(RUNNING_MAX, WAITING_MAX)
  return {
    async hash(email, password) {
      const leave = await gate.enter()
      if (leave === null) return refuse('AT_CAPACITY', { n: '1' })
      try {
        const salt = sealer.keyedHash('password salt', email.toLowerCase()).subarray(0, SALT_BYTES)
        const parameters = { N: cost, r: 8, p: 1 }
        const stretched = await stretch(password, salt, parameters)
        const hash = sealer.keyedHash('password', stretched)
        return [
          'scrypt',
          ...Object.values(parameters),
          salt.toString('base64url'),
          hash.toString('base64url'),
        ].join('$')
      } finally {
        leave()
      }
    },
  }
}

export function isSamePassword(stored: string, hashed: string): boolean {
  const [a, b] = [Buffer.from(stored), Buffer.from(hashed)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Not trimmed. The same characters typed on another keyboard are the same password. */
export function readPassword(text: string): Secret<string> | Refusal {
  const password = text.normalize('NFC')
  const characters = [...password].length
  if (characters > CHARACTERS_MAX) return malformed(`password must have at most ${CHARACTERS_MAX} characters`)
  return characters < CHARACTERS_MIN ? refuse('PASSWORD_WEAK') : new Secret(password)
}

function stretch(password: Secret<string>, salt: Buffer, parameters: ScryptOptions): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  scrypt(password.reveal(), salt, HASH_BYTES, { ...parameters, maxmem: MEMORY_MAX }, (error, key) =>
    error === null ? resolve(key) : reject(error),
  )
  return promise
}
