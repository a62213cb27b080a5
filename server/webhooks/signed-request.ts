import type { CompanyWebhook, Opener } from './company-webhook.ts'
import { envelopeBytes } from './envelope.ts'
import { rulesOf } from './event-rules.ts'
import type { WebhookRequest } from './http/webhook-client.ts'
import { signature } from './signature.ts'
import type { StoredEvent } from './types.ts'

/** Settings that can be sent to. */
export type Reachable = CompanyWebhook & { readonly url: string }

/**
 * One attempt's request: webhooks contract, section 1. The bytes that are signed are the bytes that are sent. Times are the wall
 * clock's: the receiver compares them with its own. @throws when a secret does not open.
 */
export function signedRequest(open: Opener, event: StoredEvent, webhook: Reachable): WebhookRequest {
  const body = envelopeBytes(event, webhook.format)
  const wallMs = Date.now()
  const timestamp = Math.floor(wallMs / 1_000)
  const { key, secret } = open(event.companyId, webhook)
  return {
    url: webhook.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Holdfast-Webhooks/1',
      ...(key === null ? {} : { 'X-Webhook-Key': key }),
      'X-Request-Timestamp': String(wallMs),
      'X-Trace-Id': event.traceId,
      'webhook-id': event.id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signature(secret, { webhookId: event.id, timestamp, body }),
    },
    body,
    timeoutMs: rulesOf(event.eventType).timeoutMs,
  }
}
