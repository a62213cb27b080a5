import { createHmac, randomBytes } from 'node:crypto'

const SECRET_PREFIX = 'whsec_'
const SECRET_BYTES = 32

/** A new signing secret: `whsec_` and 32 random bytes in base64, as Standard Webhooks writes it. */
export function newSigningSecret(): string {
  return SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64')
}

export interface SignedParts {
  readonly webhookId: string
  /** Epoch seconds, wall clock: the receiver compares it with its own. */
  readonly timestamp: number
  /** The exact bytes that are sent. */
  readonly body: Buffer
}

/** `v1,` and base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{raw body}`, keyed by the secret's decoded bytes. */
export function signature(secret: string, { webhookId, timestamp, body }: SignedParts): string {
  if (!secret.startsWith(SECRET_PREFIX)) throw new Error(`a signing secret begins with ${SECRET_PREFIX}`)
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
  const mac = createHmac('sha256', key).update(`${webhookId}.${timestamp}.`, 'utf8').update(body)
  return `v1,${mac.digest('base64')}`
}
