import type { Clock } from '../../kernel/clock.ts'
import type { PartnerConfig } from '../../kernel/config.ts'
import type { Logger } from '../../kernel/log.ts'
import type { Partner } from '../partner.ts'
import { bridgeCardSessions } from './card-sessions.ts'
import { bridgeCustomers } from './customers.ts'
import { bridgeExternalAccounts } from './external-accounts.ts'
import { type BridgePace, createBridgeHttp } from './http.ts'
import { bridgeRates } from './rates.ts'
import { bridgeTransfers } from './transfers.ts'
import { bridgeWebhookEndpoints, type WebhookEndpoints } from './webhook-endpoints.ts'

export interface Bridge {
  readonly partner: Partner
  readonly endpoints: WebhookEndpoints
  /** `ok`, `down since …`. */
  status(): string
}

export interface BridgeOptions {
  readonly config: Pick<PartnerConfig, 'url' | 'apiKey'>
  readonly clock: Clock
  readonly log: Logger
  /** Faster in tests. */
  readonly pace?: BridgePace
}

/** The one adapter of the port: Bridge's API, or the simulator that speaks it. */
export function connectBridge({ config, clock, log, pace }: BridgeOptions): Bridge {
  const { ask, status } = createBridgeHttp(config, log, pace)
  return {
    partner: {
      ...bridgeCustomers(ask, log),
      ...bridgeExternalAccounts(ask),
      ...bridgeTransfers(ask, log),
      ...bridgeCardSessions(ask),
      ...bridgeRates(ask, clock),
    },
    endpoints: bridgeWebhookEndpoints(ask),
    status,
  }
}
