import { showDeclineReason } from '../decline-codes.ts'
import type { Merchant } from '../message.ts'
import { dollarNumber } from '../purchase-event.ts'
import { type Lifecycle, SIMPLE } from './lifecycle-state.ts'
import { type EventRow, isOfPurchase, merchantName, showMovement } from './movement.ts'
import { purchaseLifecycle, purchaseNow, type TransactionRow } from './purchase-now.ts'
import { originalNumber, rateNumber, showFees } from './show-amounts.ts'

const NO_DEPOSIT_FEES = { client: 0n, provider: 0n }

/** The second shape of one operation. Every event of a purchase gives the same; `events` are its own, oldest first. */
export function showDetail(
  event: EventRow,
  events: readonly EventRow[],
  transaction: TransactionRow | null,
): object {
  if (transaction === null || !isOfPurchase(event.operation)) return showEventDetail(event, events)
  const decided = events.find(({ id }) => id === transaction.decided_event_id) ?? events[0] ?? event
  const { bill, fees, original } = purchaseNow(transaction, decided.original_amount)
  return {
    id: decided.id,
    datetime: transaction.created_at.toISOString(),
    operation: 'PURCHASE',
    bill_amount: dollarNumber(bill),
    bill_currency: 'USD',
    transaction_amount: originalNumber(original, transaction.currency),
    transaction_currency: transaction.currency,
    exchange_rate: rateNumber(transaction.exchange_rate),
    merchant_name: merchantName(transaction.merchant),
    decline_reason: declineReason(transaction),
    ...showFees(fees, NO_DEPOSIT_FEES),
    company_response: transaction.company_response,
    transaction_id: transaction.id,
    merchant_city: (transaction.merchant as Merchant | null)?.city ?? null,
    lifecycle: showLifecycle(purchaseLifecycle(transaction), events),
  }
}

/** Of a decline: an approval that came too late keeps its code, too. */
function declineReason({ state, decline_code }: TransactionRow): object | null {
  return state !== 'DECLINED' || decline_code === null ? null : showDeclineReason(decline_code)
}

function showEventDetail(event: EventRow, events: readonly EventRow[]): object {
  const { status, original_balance, new_balance, ...shown } = showMovement(event, null)
  return {
    ...shown,
    company_response: null,
    transaction_id: event.transaction_id,
    merchant_city: null,
    lifecycle: showLifecycle(SIMPLE, events),
  }
}

function showLifecycle({ state, outcome }: Lifecycle, events: readonly EventRow[]) {
  return {
    transaction_id: events[0]?.transaction_id ?? null,
    state,
    outcome,
    event_count: events.length,
    events: events.map(({ id, operation, created_at }) => ({
      id,
      operation,
      datetime: created_at.toISOString(),
    })),
  }
}
