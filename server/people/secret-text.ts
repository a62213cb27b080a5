import { createHash, randomBytes } from 'node:crypto'

const BYTES = 32

/** `hfs_` a session, `hfi_` an invitation: 256 random bits, so no slow hash is needed. Shown once, stored hashed. */
export function newSecretText(prefix: 'hfs_' | 'hfi_'): { readonly text: string; readonly hash: Buffer } {
  const text = prefix + randomBytes(BYTES).toString('base64url')
  return { text, hash: hashSecretText(text) }
}

export function hashSecretText(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
