import { createHmac, timingSafeEqual } from 'node:crypto'
import type { CardsConfig } from '../../kernel/config-cards.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import type { Secret } from '../../kernel/secret.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>
export type NetworkKey = CardsConfig['network']['keys'][number]

/** How far a message's time may lie from our wall clock, in either direction. */
const AGE_MS_MAX = 300_000
const TIMESTAMP = /^\d{1,15}$/
const SIGNATURE = /^v1=([0-9a-f]{64})$/i

/** The key that a message of the card network was signed with; 401 when it was not signed, or not now (contract, cards §11). */
export function verifySignature(
  keys: readonly NetworkKey[],
  headers: Headers,
  bytes: Buffer,
): NetworkKey | Refusal {
  const timestamp = headerText(headers['x-network-timestamp'])
  const given = SIGNATURE.exec(headerText(headers['x-network-signature']))?.[1]
  const keyId = headerText(headers['x-network-key-id'])
  if (keyId === '' || timestamp === '' || given === undefined)
    return denied('X-Network-Key-Id, X-Network-Timestamp and X-Network-Signature are mandatory.')
  const key = keys.find((one) => one.id === keyId)
  if (key === undefined) return denied('Unknown network key')
  if (!timingSafeEqual(mac(key.secret, timestamp, bytes), Buffer.from(given, 'hex')))
    return denied('Wrong network signature')
  if (!TIMESTAMP.test(timestamp) || Math.abs(Date.now() - Number(timestamp)) > AGE_MS_MAX)
    return denied('X-Network-Timestamp is more than 5 minutes off')
  return key
}

/** The headers of what we send: our answers, and `set_pin`. */
export function signatureHeaders(key: NetworkKey, body: string): Record<string, string> {
  const timestamp = String(Date.now())
  return {
    'x-network-key-id': key.id,
    'x-network-timestamp': timestamp,
    'x-network-signature': `v1=${mac(key.secret, timestamp, body).toString('hex')}`,
  }
}

function mac(secret: Secret<string>, timestamp: string, body: string | Buffer): Buffer {
  return createHmac('sha256', secret.reveal()).update(`${timestamp}.`).update(body).digest()
}

function headerText(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value.trim() : ''
}

function denied(detail: string): Refusal {
  return refuse('NETWORK_DENIED', { detail })
}
