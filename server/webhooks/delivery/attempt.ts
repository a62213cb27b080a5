import type { Clock } from '../../kernel/clock.ts'
import type { Logger } from '../../kernel/log.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { inTrace } from '../../kernel/trace.ts'
import type { Opener } from '../company-webhook.ts'
import { envelopeBytes } from '../envelope.ts'
import { rulesOf } from '../event-rules.ts'
import type { WebhookAnswer, WebhookClient, WebhookRequest } from '../http/webhook-client.ts'
import { nextAttemptAt } from '../ladder.ts'
import { maskEvent, openEvent } from '../sealed-data.ts'
import { signedRequest } from '../signed-request.ts'
import type { Claim } from './claim.ts'

export interface AttemptDeps {
  readonly client: WebhookClient
  readonly clock: Clock
  readonly open: Opener
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
  const { event, webhook } = claim
  const at = deps.clock.now()
  const request = prepare(deps, claim)
  const post = (signed: WebhookRequest) =>
    inTrace(
      event.traceId,
      'webhook.attempt',
      { 'holdfast.event_type': event.eventType, 'holdfast.event_id': event.id },
      () => deps.client.post(signed, signal),
    )
  const answer = request === null ? NOT_SIGNED : await post(request)
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
    url: webhook.url,
    requestBody: request === null ? '' : recordable(claim, request),
    answer,
  }
}

/** What was sent, its secrets masked. */
function recordable({ event, webhook }: Claim, request: WebhookRequest): string {
  const masked = maskEvent(event)
  return (masked === event ? request.body : envelopeBytes(masked, webhook.format)).toString('utf8')
}

const NOT_SIGNED: WebhookAnswer = {
  statusCode: null,
  body: null,
  error: 'the webhook could not be signed',
  latencyMs: 0,
}

/** Null: a secret does not open (another vault key, a changed row). A failed attempt says so; the delivery must not hang. */
function prepare({ open, sealer, log }: AttemptDeps, { event, webhook }: Claim): WebhookRequest | null {
  try {
    return signedRequest(open, openEvent(sealer, event), webhook)
  } catch (error) {
    log.error({ err: error, companyId: event.companyId }, 'a webhook could not be signed')
    return null
  }
}

/** Any 2xx; a redirect is none. The body is recorded, not judged. */
function isSuccess({ statusCode }: WebhookAnswer): boolean {
  return statusCode !== null && statusCode >= 200 && statusCode <= 299
}

function whenNext(claim: Claim, attempts: number, at: Date, failedAt: Date): Date | null {
  const { attemptsMax } = rulesOf(claim.event.eventType)
  if (attemptsMax !== null && attempts >= attemptsMax) return null
  const firstAttemptAt = claim.firstAttemptAt ?? at
  return nextAttemptAt({ attempts, firstAttemptAt, failedAt }, claim.webhook.ladder, Math.random())
}
