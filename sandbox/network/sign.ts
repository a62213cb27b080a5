import { createHmac, timingSafeEqual } from 'node:crypto'

/** A secret that the platform and its card processor share. */
export interface NetworkKey {
  readonly id: string
  readonly secret: string
}

/** Older or newer messages are refused: somebody may have kept them. */
const SKEW_MS_MAX = 300_000

/** The headers of a message or an answer (contract, cards §11). Time is the wall clock's. */
export function signedHeaders(key: NetworkKey, body: string, nowMs: number = Date.now()) {
  const timestamp = String(nowMs)
  return {
    'content-type': 'application/json',
    'x-network-key-id': key.id,
    'x-network-timestamp': timestamp,
    'x-network-signature': signature(key, timestamp, body),
  }
}

/** True for what the holder of the key has just signed. `header` gives a header by its lower-case name. */
export function isSigned(
  key: NetworkKey,
  header: (name: string) => string | null | undefined,
  body: string,
  nowMs: number = Date.now(),
): boolean {
  const timestamp = header('x-network-timestamp') ?? ''
  const given = Buffer.from(header('x-network-signature') ?? '')
  const expected = Buffer.from(signature(key, timestamp, body))
  return (
    header('x-network-key-id') === key.id &&
    /^\d{1,15}$/.test(timestamp) &&
    Math.abs(nowMs - Number(timestamp)) <= SKEW_MS_MAX &&
    given.length === expected.length &&
    timingSafeEqual(given, expected)
  )
}

function signature({ secret }: NetworkKey, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`
}
