import type { Clock } from '../../kernel/clock.ts'
import type { Config } from '../../kernel/config.ts'
import type { Database } from '../../kernel/database.ts'
import type { Logger } from '../../kernel/log.ts'
import type { Sealer } from '../../kernel/sealer.ts'
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
import { judgeCompanyAnswer, SILENT } from './judge-company-answer.ts'
import { OpenAsks } from './open-asks.ts'
import type { Heard, Purchase, Question } from './purchase.ts'

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

export interface Asker {
  /**
   * Never rejects, and never takes longer than the company may. `whenLate` is called when an answer came after that. The attempt
   * is recorded with the event's delivery, in its own time.
   */
  ask(
    purchase: Purchase,
    question: Question,
    webhook: CompanyWebhook | null,
    whenLate: () => void,
  ): Promise<Heard>
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

  function prepare(question: Question, purchase: Purchase, webhook: CompanyWebhook): WebhookRequest | string {
    if (webhook.url === null) return 'the company has no webhook URL any more'
    const { id, operation_id: operationId, data, trace_id: traceId } = question.webhook
    const event = {
      companyId: purchase.m.companyId,
      id,
      product: 'cards' as const,
      eventType: 'authorization',
      operationId,
      status: 'pending' as const,
      reason: null,
      data,
      topLevel: {},
      traceId,
    }
    try {
      return { ...signedRequest(open, event, { ...webhook, url: webhook.url }), timeoutMs: LATE_MS_MAX }
    } catch (error) {
      log.error({ err: error, companyId: event.companyId }, 'a webhook could not be signed')
      return 'the webhook could not be signed'
    }
  }

  function record(
    purchase: Purchase,
    question: Question,
    request: WebhookRequest | null,
    answer: WebhookAnswer,
  ): void {
    const { statusCode, latencyMs } = answer
    const isDelivered =
      statusCode !== null && statusCode >= 200 && statusCode <= 299 && latencyMs <= COMPANY_MS_MAX
    const run = settler
      .settle({
        companyId: purchase.m.companyId,
        deliveryId: question.webhook.delivery_id,
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
    async ask(purchase, question, webhook, whenLate) {
      // Without a URL there was no delivery to record anything with.
      if (webhook === null) return SILENT
      const request = prepare(question, purchase, webhook)
      const ask = typeof request === 'string' ? null : asks.begin(purchase.m.companyId)
      if (typeof request === 'string' || ask === null) {
        const error = typeof request === 'string' ? request : 'too many questions wait for an answer'
        record(purchase, question, null, { statusCode: null, body: null, error, latencyMs: 0 })
        return SILENT
      }
      purchase.trace.mark('company_asked')
      const answered = client.post(request, ask.signal).then((answer) => {
        asks.end(ask)
        record(purchase, question, request, answer)
        return answer
      })
      const inTime = await within(COMPANY_MS_MAX, answered)
      if (inTime === null || inTime.latencyMs > COMPANY_MS_MAX) {
        if (inTime === null) asks.turnLate(ask)
        void answered.then(({ statusCode }) => statusCode !== null && whenLate())
        return SILENT
      }
      purchase.trace.mark('company_answered')
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

/** Null: not in time. */
function within<T>(ms: number, result: Promise<T>): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, null)
    result.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
