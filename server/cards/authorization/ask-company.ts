import type { Clock } from '../../kernel/clock.ts'
import type { Config } from '../../kernel/config.ts'
import type { Database } from '../../kernel/database.ts'
import type { Logger } from '../../kernel/log.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { inTrace } from '../../kernel/trace.ts'
import { type CompanyWebhook, createOpener } from '../../webhooks/company-webhook.ts'
import type { Outcome } from '../../webhooks/delivery/attempt.ts'
import { settle } from '../../webhooks/delivery/settle.ts'
import { createSettler } from '../../webhooks/delivery/settler.ts'
import {
  createWebhookClient,
  type WebhookAnswer,
  type WebhookRequest,
} from '../../webhooks/http/webhook-client.ts'
import { signedRequest } from '../../webhooks/signed-request.ts'
import type { StoredEvent } from '../../webhooks/types.ts'
import type { EventRow } from '../../webhooks/write-events.ts'
import { judgeCompanyAnswer, SILENT } from './judge-company-answer.ts'
import { OpenAsks } from './open-asks.ts'
import type { Heard } from './purchase.ts'

/** From the start of the request to the complete answer. */
export const COMPANY_MS_MAX = 1_200
/** An answer may still come, and be noted as late, for so long after the start. */
const LATE_MS_MAX = 3_000

export interface AskDeps {
  readonly db: Database
  readonly clock: Clock
  readonly config: Pick<Config, 'profile'>
  readonly sealer: Sealer
  readonly log: Logger
}

/** Called as it happens: `late` when an answer came after the company's time. */
export interface Hearing {
  readonly asked?: () => void
  readonly answered?: () => void
  readonly late?: () => void
}

export interface Asker {
  /**
   * Sends a written event of which ordinary delivery keeps off (`sentByWriter`). Never rejects, and never takes longer than the
   * company may. The attempt is recorded with the event's delivery, in its own time.
   */
  ask(webhook: EventRow, settings: CompanyWebhook | null, hearing: Hearing): Promise<Heard>
  /** Records that a written event is not sent, and why. */
  skip(webhook: EventRow, error: string): void
  /** When the attempts under way have ended and are recorded. */
  stop(): Promise<void>
}

/** Asks companies whether a purchase may pass: once, over connections that are kept open, beside all locks. */
export function createAsker({ db, clock, config, sealer, log }: AskDeps): Asker {
  const client = createWebhookClient({ profile: config.profile })
  const open = createOpener(sealer)
  const asks = new OpenAsks()
  const settler = createSettler<Outcome>((batch) => settle(db, null, batch, clock.now()), log)
  const recording = new Set<Promise<void>>()

  /** A text: why it cannot be sent. */
  function prepare(webhook: EventRow, settings: CompanyWebhook | null): WebhookRequest | string {
    if (settings === null || settings.url === null) return 'the company has no webhook URL any more'
    try {
      const request = signedRequest(open, storedEvent(webhook), { ...settings, url: settings.url })
      return { ...request, timeoutMs: LATE_MS_MAX }
    } catch (error) {
      log.error({ err: error, companyId: webhook.company_id }, 'a webhook could not be signed')
      return 'the webhook could not be signed'
    }
  }

  function record(webhook: EventRow, request: WebhookRequest | null, answer: WebhookAnswer): void {
    const { statusCode, latencyMs } = answer
    const isDelivered =
      statusCode !== null && statusCode >= 200 && statusCode <= 299 && latencyMs <= COMPANY_MS_MAX
    const run = settler
      .settle({
        companyId: webhook.company_id,
        deliveryId: webhook.delivery_id,
        orderKey: null,
        number: 1,
        status: isDelivered ? 'DELIVERED' : 'DEAD',
        nextAttemptAt: null,
        at: clock.now(),
        url: request?.url ?? '',
        requestBody: request?.body.toString('utf8') ?? '',
        answer,
      })
      .finally(() => recording.delete(run))
    recording.add(run)
  }

  return {
    skip(webhook, error) {
      record(webhook, null, { statusCode: null, body: null, error, latencyMs: 0 })
    },
    async ask(webhook, settings, { asked, answered, late }) {
      const request = prepare(webhook, settings)
      const ask = typeof request === 'string' ? null : asks.begin(webhook.company_id)
      if (typeof request === 'string' || ask === null) {
        const error = typeof request === 'string' ? request : 'too many questions wait for an answer'
        record(webhook, null, { statusCode: null, body: null, error, latencyMs: 0 })
        return SILENT
      }
      asked?.()
      const post = () => client.post(request, ask.signal)
      const result = inTrace(webhook.trace_id, 'cards.ask_company', {}, post).then((answer) => {
        asks.end(ask)
        record(webhook, request, answer)
        return answer
      })
      const inTime = await within(COMPANY_MS_MAX, result)
      if (inTime === null || inTime.latencyMs > COMPANY_MS_MAX) {
        if (inTime === null) asks.turnLate(ask)
        void result.then(({ statusCode }) => statusCode !== null && late?.())
        return SILENT
      }
      answered?.()
      return judgeCompanyAnswer(inTime)
    },
    async stop() {
      asks.abortAll()
      while (asks.size > 0 || recording.size > 0) {
        await Promise.all([...recording])
        await new Promise((resolve) => setImmediate(resolve))
      }
      client.close()
    },
  }
}

function storedEvent(webhook: EventRow): StoredEvent {
  return {
    companyId: webhook.company_id,
    id: webhook.id,
    product: webhook.product,
    eventType: webhook.event_type,
    operationId: webhook.operation_id,
    status: webhook.status,
    reason: webhook.reason,
    data: webhook.data,
    topLevel: webhook.top_level,
    traceId: webhook.trace_id,
  }
}

/** Null: not in time. */
function within<T>(ms: number, result: Promise<T>): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, null)
    result.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
