import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import type { Sealer } from '../kernel/sealer.ts'
import { Secret } from '../kernel/secret.ts'

/** version 1 ‖ salt (16) ‖ iv (12) ‖ tag (16) ‖ ciphertext. The context is authenticated with the version and the salt. */
const VERSION = 1
const SALT_END = 17
const TAG_AT = 29
const CIPHERTEXT_AT = 45
/** Purposes are words of the code, so few; the bound keeps a wrong caller from filling the memory. */
const HASH_KEYS_MAX = 256

/**
 * Subkeys of `master` by HKDF: one for each sealed value (its salt is random), so no number of values wears out AES-GCM's
 * random iv, and one for each purpose of keyedHash.
 */
export function createSealer(master: Secret<Buffer>): Sealer {
  const sealing = subkey(master, Buffer.alloc(0), 'holdfast sealer')
  // As key objects: an HMAC over a short text costs a fifth of one with the key's bytes.
  const hashKeys = new Map<string, KeyObject>()

  const hashKey = (purpose: string) => {
    const known = hashKeys.get(purpose)
    if (known !== undefined) return known
    const made = createSecretKey(subkey(master, Buffer.alloc(0), `holdfast keyed hash: ${purpose}`).reveal())
    if (hashKeys.size < HASH_KEYS_MAX) hashKeys.set(purpose, made)
    return made
  }

  return {
    seal(plain, context) {
      const preamble = Buffer.concat([Buffer.from([VERSION]), randomBytes(SALT_END - 1)])
      const iv = randomBytes(TAG_AT - SALT_END)
      const key = subkey(sealing, preamble.subarray(1), 'value')
      const cipher = createCipheriv('aes-256-gcm', key.reveal(), iv).setAAD(authenticated(preamble, context))
      const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([preamble, iv, cipher.getAuthTag(), ciphertext])
    },
    open(sealed, context) {
      if (sealed.length < CIPHERTEXT_AT || sealed[0] !== VERSION)
        throw new Error('Not a sealed value of this vault')
      const preamble = sealed.subarray(0, SALT_END)
      const key = subkey(sealing, preamble.subarray(1), 'value')
      const decipher = createDecipheriv('aes-256-gcm', key.reveal(), sealed.subarray(SALT_END, TAG_AT))
        .setAAD(authenticated(preamble, context))
        .setAuthTag(sealed.subarray(TAG_AT, CIPHERTEXT_AT))
      return Buffer.concat([decipher.update(sealed.subarray(CIPHERTEXT_AT)), decipher.final()])
    },
    keyedHash(purpose, data) {
      return createHmac('sha256', hashKey(purpose)).update(data).digest()
    },
  }
}

function subkey(master: Secret<Buffer>, salt: Buffer, info: string): Secret<Buffer> {
  return new Secret(Buffer.from(hkdfSync('sha256', master.reveal(), salt, info, 32)))
}

function authenticated(preamble: Buffer, context: string): Buffer {
  return Buffer.concat([preamble, Buffer.from(context, 'utf8')])
}
