import type { AuthorizationEvent, WebhookEvent } from './events.ts'
import { parseExact } from './exact-json.ts'

export interface WebhookSecrets {
  /** `whsec_…`, of `webhooks.settings`. While it is being rotated give both: the old one may still arrive. */
  readonly signingSecret: string | readonly string[]
  /** What X-Webhook-Key must be, when it shall be checked as well; several while it is being changed. */
  readonly webhookKey?: string | readonly string[]
}

export interface VerifyOptions extends WebhookSecrets {
  /** How far the time of the signature may be off, in both directions; default 300. */
  readonly toleranceSeconds?: number
  /** Epoch milliseconds; default: now. */
  readonly now?: number
}

export interface WebhookRequest {
  /** Of fetch's Request, or of Node's IncomingMessage. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>
  /** As it came, before any parsing: other bytes have another signature. */
  readonly body: string | Uint8Array
}

export interface VerifiedWebhook {
  /** The same on every attempt and replay: remember it, as delivery is at least once. */
  readonly id: string
  readonly traceId: string | null
  readonly event: WebhookEvent
}

export type WebhookErrorCode =
  | 'HEADER_MISSING'
  | 'SIGNATURE_WRONG'
  | 'TIMESTAMP_TOO_FAR'
  | 'KEY_WRONG'
  | 'BODY_UNREADABLE'

/** A request that is not the platform's, or not of now. Answer 401 and do nothing. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError'
  readonly code: WebhookErrorCode

  constructor(code: WebhookErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

const TOLERANCE_SECONDS = 300
const SECRET_PREFIX = 'whsec_'

/**
 * Proves that the platform sent it, now and in these bytes: signature of Standard Webhooks, its time, and the key where one is given.
 * Comparisons take the same time wherever they fail.
 * @throws {WebhookError}
 */
export async function verifyWebhook(
  request: WebhookRequest,
  options: VerifyOptions,
): Promise<VerifiedWebhook> {
  const body = typeof request.body === 'string' ? new TextEncoder().encode(request.body) : request.body
  const id = headerOf(request, 'webhook-id')
  const timestamp = headerOf(request, 'webhook-timestamp')
  const signatures = headerOf(request, 'webhook-signature')
  if (id === null || timestamp === null || signatures === null)
    throw new WebhookError('HEADER_MISSING', 'webhook-id, webhook-timestamp and webhook-signature are needed')
  const signed = concat(new TextEncoder().encode(`${id}.${timestamp}.`), body)
  if (!(await isSigned(signed, signatures, listOf(options.signingSecret))))
    throw new WebhookError('SIGNATURE_WRONG', 'The signature is not that of these bytes under the secret')
  const ageSeconds = Math.abs((options.now ?? Date.now()) / 1_000 - Number(timestamp))
  if (!(ageSeconds <= (options.toleranceSeconds ?? TOLERANCE_SECONDS)))
    throw new WebhookError(
      'TIMESTAMP_TOO_FAR',
      'It was signed at another time: a repetition by somebody else, or a wrong clock',
    )
  if (
    options.webhookKey !== undefined &&
    !(await isKey(headerOf(request, 'x-webhook-key'), listOf(options.webhookKey)))
  )
    throw new WebhookError('KEY_WRONG', 'X-Webhook-Key is not the key of the company')
  return { id, traceId: headerOf(request, 'x-trace-id'), event: readEvent(body) }
}

export interface WebhookHandlers extends VerifyOptions {
  /** Whether a purchase with a WEBHOOK card may pass, or the response code of a no. Within a second: from memory, not from far away. */
  readonly authorize: (event: AuthorizationEvent, webhook: VerifiedWebhook) => Decision | Promise<Decision>
  /** Everything else. It is delivered again when this throws. */
  readonly handle: (
    event: Exclude<WebhookEvent, AuthorizationEvent>,
    webhook: VerifiedWebhook,
  ) => void | Promise<void>
}

/** True approves; a response code (`'51'`) or false declines. */
export type Decision = boolean | string

export interface WebhookAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const APPROVED = '00'
const DECLINED = '05'

/** Verifies one request, has it handled, and gives what to answer, whatever server it came by. What the handlers throw goes through. */
export async function receiveWebhook(
  request: WebhookRequest,
  handlers: WebhookHandlers,
): Promise<WebhookAnswer> {
  try {
    const webhook = await verifyWebhook(request, handlers)
    const { event } = webhook
    if (event.event_type === 'authorization')
      return answerAuthorization(await handlers.authorize(event, webhook))
    await handlers.handle(event, webhook)
    return answerOf(200, { response_code: 'OK' })
  } catch (error) {
    if (error instanceof WebhookError) return answerOf(401, { error: error.code })
    throw error
  }
}

/** What an `authorization` is answered. */
export function answerAuthorization(decision: Decision): WebhookAnswer {
  const code = decision === true ? APPROVED : decision === false ? DECLINED : decision
  return answerOf(200, { response_code: code })
}

function answerOf(status: number, body: object): WebhookAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

function readEvent(body: Uint8Array): WebhookEvent {
  let event: unknown
  try {
    event = parseExact(new TextDecoder().decode(body))
  } catch {
    event = null
  }
  if (typeof event === 'object' && event !== null && 'event_type' in event) return event as WebhookEvent
  throw new WebhookError('BODY_UNREADABLE', 'It is signed, and is no event')
}

/** Standard Webhooks: signatures stand beside each other while a secret is rotated, and one of them must fit. */
async function isSigned(
  signed: Uint8Array<ArrayBuffer>,
  header: string,
  secrets: readonly string[],
): Promise<boolean> {
  const given = header
    .split(' ')
    .filter((one) => one.startsWith('v1,'))
    .map((one) => bytesOf(one.slice('v1,'.length)))
  for (const secret of secrets) {
    const key = await hmacKey(
      bytesOf(secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret),
    )
    for (const signature of given)
      if (signature !== null && (await crypto.subtle.verify('HMAC', key, signature, signed))) return true
  }
  return false
}

/** Through a keyed hash, so that the time tells nothing of the text. */
async function isKey(given: string | null, keys: readonly string[]): Promise<boolean> {
  const hmac = await hmacKey(crypto.getRandomValues(new Uint8Array(32)))
  const encode = (text: string) => new TextEncoder().encode(text)
  const mac = await crypto.subtle.sign('HMAC', hmac, encode(given ?? ''))
  for (const key of keys)
    if (await crypto.subtle.verify('HMAC', hmac, mac, encode(key))) return given !== null
  return false
}

function hmacKey(bytes: Uint8Array<ArrayBuffer> | null) {
  if (bytes === null || bytes.length === 0) throw new TypeError('signingSecret must be whsec_ and base64')
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}

function headerOf({ headers }: WebhookRequest, name: string): string | null {
  if (headers instanceof Headers) return headers.get(name)
  const value = Object.entries(headers).find(([own]) => own.toLowerCase() === name)?.[1]
  return typeof value === 'string' ? value : (value?.[0] ?? null)
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  return all
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value
}
