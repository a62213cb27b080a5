import { allFees } from '../fees.ts'
import { dollarNumber } from '../purchase-event.ts'
import { type EventRow, eventFees, eventOriginal, merchantName } from './movement.ts'
import { purchaseNow, type TransactionRow } from './purchase-now.ts'
import { originalNumber } from './show-amounts.ts'

/** A purchase in the contract's second shape. `decided`: its approval, decline or force-post. */
export function showPurchase(row: TransactionRow, decided: Pick<EventRow, 'id' | 'original_amount'>) {
  const now = purchaseNow(row, decided.original_amount)
  return {
    id: decided.id,
    datetime: row.created_at.toISOString(),
    operation: 'PURCHASE',
    bill_amount: dollarNumber(now.bill + allFees(now.fees)),
    bill_currency: 'USD',
    transaction_amount: originalNumber(now.original, row.currency),
    transaction_currency: row.currency,
    merchant_name: merchantName(row.merchant),
  }
}

/** Any other operation in the same shape: what came of it for the card, its fees taken off. */
export function showOperation(event: EventRow) {
  const { deposit } = eventFees(event)
  return {
    id: event.id,
    datetime: event.created_at.toISOString(),
    operation: event.operation,
    bill_amount: dollarNumber(event.bill_amount - deposit.client - deposit.provider),
    bill_currency: 'USD',
    transaction_amount: eventOriginal(event),
    transaction_currency: event.currency,
    merchant_name: null,
  }
}
