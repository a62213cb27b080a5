import { alertEvent } from '../alerts/alert-event.ts'
import type { NewEvent, WebhookProduct } from '../webhooks/types.ts'
import type { Deposit } from './types.ts'

/** Tokens arrived on the address of a deleted wallet. `value` is decimal text. */
export function unattributedAlert(deposit: Deposit, value: string, at: Date): NewEvent {
  return alertEvent({
    companyId: deposit.company_id,
    product: deposit.product as WebhookProduct,
    type: 'UNATTRIBUTED_DEPOSIT',
    chain: deposit.chain,
    walletId: deposit.wallet_id,
    tokenAddress: deposit.token_address,
    value,
    threshold: null,
    depositId: deposit.id,
    at,
  })
}
