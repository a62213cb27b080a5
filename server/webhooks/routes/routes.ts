import type { Route } from '../../kernel/http/route.ts'
import type { WebhookRouteDeps } from './deps.ts'
import { getDelivery } from './get-delivery.ts'
import { listDeliveries } from './list-deliveries.ts'
import { replayDeliveries } from './replay-deliveries.ts'
import { replayDelivery } from './replay-delivery.ts'
import { changeSettings, getSettings } from './settings.ts'
import { testWebhook } from './test-webhook.ts'

/** The calls of the management contract, section 11, on webhooks. */
export function webhookRoutes(deps: WebhookRouteDeps): Route[] {
  return [
    getSettings(deps),
    changeSettings(deps),
    listDeliveries,
    getDelivery,
    replayDelivery,
    replayDeliveries,
    testWebhook(deps),
  ]
}
