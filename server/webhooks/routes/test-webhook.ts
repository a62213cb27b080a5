import { Type } from 'typebox'
import { enumField, readEnum } from '../../kernel/http/fields.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { createOpener, readCompanyWebhook } from '../company-webhook.ts'
import { createWebhookClient } from '../http/webhook-client.ts'
import { PRODUCTS, sampleEvents } from '../sample-events.ts'
import { signedRequest } from '../signed-request.ts'
import type { StoredEvent } from '../types.ts'
import type { WebhookRouteDeps } from './deps.ts'

/** Sends one invented event now, as it would be sent in earnest, and tells what came back. It is no delivery and is not repeated. */
export function testWebhook({ db, config, sealer }: WebhookRouteDeps) {
  const open = createOpener(sealer)
  const client = createWebhookClient({ profile: config.profile })
  return writeRoute({
    method: 'POST',
    path: '/management/webhooks/test',
    access: { level: 3 },
    summary: 'Send an invented event now',
    refusals: ['VALUE_NOT_ALLOWED', 'WEBHOOK_URL_MISSING'],
    tag: 'Webhooks',
    body: Type.Object({ product: enumField(PRODUCTS), event_type: Type.String() }),
    answer: Type.Object({
      status_code: Type.Union([Type.Integer(), Type.Null()]),
      body: Type.Union([Type.String(), Type.Null()], { description: 'At most 4,096 characters' }),
      latency_ms: Type.Integer(),
      error: Type.Union([Type.String(), Type.Null()], { description: 'Why no complete answer came' }),
    }),
    async write(tx, { companyId, body }) {
      const samples = sampleEvents.filter(({ product }) => product === body.product)
      const names = samples.map(({ eventType }) => eventType)
      const eventType = readEnum('event_type', body.event_type, names)
      if (isRefusal(eventType)) return eventType
      const webhook = await readCompanyWebhook(tx, companyId)
      if (webhook === null || webhook.url === null) return refuse('WEBHOOK_URL_MISSING')
      return { eventId: newId(), eventType }
    },
    async finish({ eventId, eventType }, { companyId, body, traceId }) {
      const sample = sampleEvents.find((one) => one.product === body.product && one.eventType === eventType)
      const webhook = await readCompanyWebhook(db, companyId)
      if (sample === undefined || webhook === null || webhook.url === null)
        return { status_code: null, body: null, latency_ms: 0, error: 'the webhook URL was removed' }
      const event: StoredEvent = {
        ...sample,
        companyId,
        id: eventId,
        operationId: `test-${eventId}`,
        reason: null,
        topLevel: {},
        traceId,
      }
      const answer = await client.post(signedRequest(open, event, { ...webhook, url: webhook.url }))
      return {
        status_code: answer.statusCode,
        body: answer.body,
        latency_ms: answer.latencyMs,
        error: answer.error,
      }
    },
  })
}
