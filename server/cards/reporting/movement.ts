import type { Selectable } from 'kysely'
import type { RawJson } from '../../kernel/money.ts'
import type { Schema } from '../../migrations/schema.ts'
import { showDeclineReason } from '../decline-codes.ts'
import type { Fees } from '../fees.ts'
import type { Merchant } from '../message.ts'
import { dollarNumber } from '../purchase-event.ts'
import { type DepositFees, dollarsOrNull, originalNumber, rateNumber, showFees } from './show-amounts.ts'

export type EventRow = Selectable<Schema['card_events']>

const NO_MERCHANT_NAME = 'NO MERCHANT NAME'

/** One event in the contract's first shape. `merchant`: of its purchase. */
export function showMovement(event: EventRow, merchant: unknown) {
  const { fees, deposit } = eventFees(event)
  return {
    id: event.id,
    datetime: event.created_at.toISOString(),
    operation: event.operation,
    bill_amount: dollarNumber(event.bill_amount),
    bill_currency: 'USD',
    transaction_amount: eventOriginal(event),
    transaction_currency: event.currency,
    exchange_rate: rateNumber(event.exchange_rate),
    merchant_name: isOfPurchase(event.operation) ? merchantName(merchant) : null,
    original_balance: dollarsOrNull(event.original_balance),
    new_balance: dollarsOrNull(event.new_balance),
    status: event.status,
    decline_reason: event.decline_code === null ? null : showDeclineReason(event.decline_code),
    ...showFees(fees, deposit),
  }
}

/** What belongs to no purchase is in dollars, and a token can have more decimals than their cents. */
export function eventOriginal(event: EventRow): RawJson {
  return event.transaction_id === null
    ? dollarNumber(event.bill_amount)
    : originalNumber(event.original_amount, event.currency)
}

/** Deposits, corrections and push credits come from no merchant. */
export function isOfPurchase(operation: string): boolean {
  return operation.startsWith('TRANSACTION_')
}

export function merchantName(merchant: unknown): string {
  return (merchant as Merchant | null)?.name?.trim() || NO_MERCHANT_NAME
}

export function eventFees(event: EventRow): { readonly fees: Fees; readonly deposit: DepositFees } {
  return {
    fees: {
      fxClient: event.fee_fx_client,
      fxProvider: event.fee_fx_provider,
      atmClient: event.fee_atm_client,
      atmProvider: event.fee_atm_provider,
    },
    deposit: { client: event.fee_deposit_client, provider: event.fee_deposit_provider },
  }
}
