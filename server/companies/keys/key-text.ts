import { createHash, randomBytes } from 'node:crypto'

const SECRET_BYTES = 32
const PREFIX_LENGTH = 11 // hf_ and 8 characters: 48 of the 256 random bits

export interface KeyText {
  /** Shown once, never stored. */
  readonly text: string
  readonly prefix: string
  readonly hash: Buffer
}

/** `hf_` and 256 random bits. So many need no slow hash: the text cannot be guessed from it. */
export function newKeyText(): KeyText {
  const text = `hf_${randomBytes(SECRET_BYTES).toString('base64url')}`
  return { text, prefix: text.slice(0, PREFIX_LENGTH), hash: hashKeyText(text) }
}

export function hashKeyText(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
