import type { Clock } from '../../kernel/clock.ts'
import type { Logger } from '../../kernel/log.ts'
import { openText } from '../../kernel/sealed-text.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { envelopeBytes, type StoredEvent } from '../envelope.ts'
import { rulesOf } from '../event-rules.ts'
import type { WebhookAnswer, WebhookClient } from '../http/webhook-client.ts'
import { nextAttemptAt } from '../ladder.ts'
import { signature } from '../signature.ts'
import type { Claim } from './claim.ts'

export interface AttemptDeps {
  readonly client: WebhookClient
  readonly clock: Clock
  readonly sealer: Sealer
  readonly log: Logger
}

/** What an attempt came to: a row of the attempts and the delivery's next state. */
export interface Outcome {
  readonly companyId: string
  readonly deliveryId: string
  readonly orderKey: string | null
  readonly number: number
  readonly status: 'DELIVERED' | 'PENDING' | 'DEAD'
  /** Set while PENDING. */
  readonly nextAttemptAt: Date | null
  /** Business time of the attempt. */
  readonly at: Date
  readonly url: string
  readonly requestBody: string
  readonly answer: WebhookAnswer
}

/** Sends a claimed delivery once. Null: given up because this node shuts down; nothing is known, so nothing is recorded. */
export async function attempt(deps: AttemptDeps, claim: Claim, signal: AbortSignal): Promise<Outcome | null> {
  const { event, settings } = claim
  const at = deps.clock.now()
  const body = envelopeBytes(event, settings.format)
  const answer = await post(deps, claim, body, signal)
  if (signal.aborted && answer.statusCode === null) return null
  const number = claim.attempts + 1
  const next = isSuccess(answer) ? null : whenNext(claim, number, at, deps.clock.now())
  return {
    companyId: event.companyId,
    deliveryId: claim.deliveryId,
    orderKey: claim.orderKey,
    number,
    status: isSuccess(answer) ? 'DELIVERED' : next === null ? 'DEAD' : 'PENDING',
    nextAttemptAt: next,
    at,
    url: settings.url,
    requestBody: body.toString('utf8'),
    answer,
  }
}

/** A secret that does not open (another vault key, a changed row) is a failed attempt that says so, not a delivery that hangs. */
async function post(deps: AttemptDeps, { event, settings }: Claim, body: Buffer, signal: AbortSignal) {
  try {
    const headers = signedHeaders(deps.sealer, { event, body, ...settings })
    const { timeoutMs } = rulesOf(event.eventType)
    return await deps.client.post({ url: settings.url, headers, body, timeoutMs, signal })
  } catch (error) {
    deps.log.error({ err: error, companyId: event.companyId }, 'a webhook could not be signed')
    return { statusCode: null, body: null, error: 'the webhook could not be signed', latencyMs: 0 } as const
  }
}

/** Any 2xx; a redirect is none. The body is recorded, not judged. */
export function isSuccess({ statusCode }: WebhookAnswer): boolean {
  return statusCode !== null && statusCode >= 200 && statusCode <= 299
}

function whenNext(claim: Claim, attempts: number, at: Date, failedAt: Date): Date | null {
  const { attemptsMax } = rulesOf(claim.event.eventType)
  if (attemptsMax !== null && attempts >= attemptsMax) return null
  const firstAttemptAt = claim.firstAttemptAt ?? at
  return nextAttemptAt({ attempts, firstAttemptAt, failedAt }, claim.settings.ladder, Math.random())
}

export interface ToSign {
  readonly event: Pick<StoredEvent, 'companyId' | 'id' | 'traceId'>
  readonly body: Buffer
  readonly sealedKey: string | null
  readonly sealedSecret: string
}

/** Webhooks contract, section 1. Times are the wall clock's: the receiver compares them with its own. */
export function signedHeaders(sealer: Sealer, { event, body, sealedKey, sealedSecret }: ToSign) {
  const wallMs = Date.now()
  const timestamp = Math.floor(wallMs / 1_000)
  const place = { table: 'companies', rowId: event.companyId }
  const secret = openText(sealer, sealedSecret, { ...place, column: 'webhook_secret' })
  return {
    'content-type': 'application/json',
    'user-agent': 'Holdfast-Webhooks/1',
    ...(sealedKey === null
      ? {}
      : { 'X-Webhook-Key': openText(sealer, sealedKey, { ...place, column: 'webhook_key' }) }),
    'X-Request-Timestamp': String(wallMs),
    'X-Trace-Id': event.traceId,
    'webhook-id': event.id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature(secret, { webhookId: event.id, timestamp, body }),
  }
}
