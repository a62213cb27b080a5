import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { type Refusal, refuse } from '../../kernel/refusal.ts'

/** Older ones are refused so that they come again: every attempt has a new time. */
const AGE_MS_MAX = 600_000
const AHEAD_MS_MAX = 60_000
const HEADER = /^t=(\d{1,15}),v0=([A-Za-z0-9+/]+={0,2})$/

/** What `X-Webhook-Signature` says: `t=<epoch ms>,v0=<base64>`. */
export interface EventSignature {
  readonly time: string
  readonly signature: Buffer
}

/** @param nowMs wall clock: signatures are a matter of transport. */
export function readSignature(
  header: string | string[] | undefined,
  nowMs: number,
): EventSignature | Refusal {
  const match = typeof header === 'string' ? HEADER.exec(header.trim()) : null
  if (match === null) return refused('must be t=<epoch milliseconds>,v0=<base64>')
  const [, time = '', base64 = ''] = match
  const signature = Buffer.from(base64, 'base64')
  // Two texts of one signature would be two signatures.
  if (signature.toString('base64') !== base64) return refused('must be t=<epoch milliseconds>,v0=<base64>')
  const ageMs = nowMs - Number(time)
  if (ageMs > AGE_MS_MAX) return refused('is older than 10 minutes')
  if (ageMs < -AHEAD_MS_MAX) return refused('is from the future')
  return { time, signature }
}

/**
 * RSASSA-PKCS1-v1_5 over the SHA-256 of `t.body` as the message, so that the library hashes what was hashed already: that is how
 * the partner signs.
 *
 * @param bytes the body as it came.
 * @returns null when one of the keys has signed it.
 */
export function verifySignature(
  publicKeys: readonly string[],
  { time, signature }: EventSignature,
  bytes: Buffer,
): Refusal | null {
  const digest = createHash('sha256').update(`${time}.`).update(bytes).digest()
  const isSigned = publicKeys
    .map(readPublicKey)
    .some((key) => key !== null && verify('sha256', digest, key, signature))
  return isSigned ? null : refused('was made with another key, or over another body')
}

/** Null for what is no RSA key. */
export function readPublicKey(pem: string): KeyObject | null {
  try {
    const key = createPublicKey(pem)
    return key.asymmetricKeyType === 'rsa' ? key : null
  } catch {
    return null
  }
}

function refused(detail: string): Refusal {
  return refuse('PARTNER_SIGNATURE', { detail })
}
