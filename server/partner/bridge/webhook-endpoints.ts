import { goneIsDone } from './gone.ts'
import type { Ask } from './http.ts'
import { type Fields, fields, list, optionalList, optionalText, text } from './read.ts'

/** Where the partner sends its events, as it keeps it. */
export interface WebhookEndpoint {
  readonly id: string
  readonly url: string
  /** `active`, `disabled`, `deleted`. */
  readonly status: string
  readonly categories: readonly string[]
  /** PEM; null: it did not say. */
  readonly publicKey: string | null
}

export interface WebhookEndpoints {
  list(): Promise<readonly WebhookEndpoint[]>
  /** It is born disabled. */
  create(url: string, categories: readonly string[], key: string): Promise<WebhookEndpoint>
  activate(id: string, categories: readonly string[]): Promise<WebhookEndpoint>
  remove(id: string): Promise<void>
}

export function bridgeWebhookEndpoints(ask: Ask): WebhookEndpoints {
  const path = '/webhooks/{webhookId}'
  return {
    list: () => ask({ method: 'GET', path: '/webhooks' }, ({ data }) => list(data, 'data').map(readEndpoint)),
    create: (url, categories, key) =>
      ask(
        {
          method: 'POST',
          path: '/webhooks',
          body: { url, event_epoch: 'webhook_creation', event_categories: categories },
          key,
        },
        readEndpoint,
      ),
    activate: (webhookId, categories) =>
      ask(
        {
          method: 'PUT',
          path,
          ids: { webhookId },
          body: { status: 'active', event_categories: categories },
        },
        readEndpoint,
      ),
    remove: (webhookId) => goneIsDone(ask({ method: 'DELETE', path, ids: { webhookId } }, () => {})),
  }
}

function readEndpoint(answer: unknown): WebhookEndpoint {
  const of: Fields = fields(answer, 'the webhook')
  return {
    id: text(of, 'id'),
    url: text(of, 'url'),
    status: text(of, 'status').toLowerCase(),
    categories: optionalList(of.event_categories).filter((category) => typeof category === 'string'),
    publicKey: optionalText(of, 'public_key'),
  }
}
