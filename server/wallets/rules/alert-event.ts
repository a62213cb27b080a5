import type { ChainName } from '../../chains/types.ts'
import { newId } from '../../kernel/ids.ts'
import type { NewEvent } from '../../webhooks/types.ts'
import type { AlertRule } from './rule.ts'

export interface Alert {
  readonly companyId: string
  readonly type: AlertRule['type']
  readonly chain: ChainName
  readonly walletId: string | null
  readonly tokenAddress: string | null
  /** Decimal text, like the threshold it crossed. */
  readonly value: string
  readonly threshold: string
  readonly depositId: string | null
  readonly at: Date
}

export function alertEvent(alert: Alert): NewEvent {
  return {
    companyId: alert.companyId,
    product: 'virtual_wallets',
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
    },
    at: alert.at,
  }
}
