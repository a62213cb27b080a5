import type { ChainName } from '../chains/types.ts'
import { newId } from '../kernel/ids.ts'
import type { NewEvent, WebhookProduct } from '../webhooks/types.ts'
import { alertsTold } from './metrics.ts'

export type AlertType =
  | 'LOW_HOLDING'
  | 'LOW_GAS'
  | 'LOW_RESERVE'
  | 'LARGE_DEPOSIT'
  | 'UNATTRIBUTED_DEPOSIT'
  | 'STUCK_PAYMENT'
  | 'WATCHER_LAG'
  | 'GAS_PRICE_CAP'
  | 'REORG_BEYOND_FINAL'
  | 'PARTNER_DIFFERENCE'

export interface Alert {
  readonly companyId: string
  readonly product: WebhookProduct
  readonly type: AlertType
  readonly chain: ChainName
  readonly walletId: string | null
  readonly tokenAddress: string | null
  /** Decimal text, like the threshold it crossed. */
  readonly value: string
  readonly threshold: string | null
  readonly depositId: string | null
  /** What only some types tell besides. */
  readonly more?: Readonly<Record<string, unknown>>
  readonly at: Date
}

/** The one maker of the event `alert`. What it tells of is decided, and told once, by who calls it. */
export function alertEvent(alert: Alert): NewEvent {
  alertsTold.inc({ type: alert.type })
  return {
    companyId: alert.companyId,
    product: alert.product,
    eventType: 'alert',
    operationId: newId(),
    status: 'success',
    orderKey: null,
    data: {
      type: alert.type,
      blockchain: alert.chain.toLowerCase(),
      wallet_id: alert.walletId,
      token_address: alert.tokenAddress,
      value: alert.value,
      threshold: alert.threshold,
      deposit_id: alert.depositId,
      created_at: alert.at.toISOString(),
      ...alert.more,
    },
    at: alert.at,
  }
}
