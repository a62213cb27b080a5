import type { Selectable } from 'kysely'
import { jsonb, type Tx } from '../../kernel/database.ts'
import type { Schema } from '../../migrations/schema.ts'
import { feesToJson, readFeeRates } from '../fees.ts'
import type { Merchant } from '../message.ts'
import type { Purchase } from './purchase.ts'
import { chargedFees, countedAmount, returnedFees } from './purchase-fees.ts'

export type PurchaseRow = Selectable<Schema['card_transactions']>

export function readPurchase(row: PurchaseRow): Purchase {
  return {
    isOpen: row.state === 'OPEN',
    clearings: row.clearings,
    approved: { bill: row.approved, original: row.approved_original },
    released: { bill: row.released, original: row.released_original },
    settled: { bill: row.settled, original: row.settled_original },
    forcedOriginal: row.forced_original,
    refunded: { bill: row.refunded, original: row.refunded_original },
    rates: readFeeRates(row.fee_rates),
    generation: row.hold_generation,
    hold: {
      bill: row.hold_bill,
      clientFees: row.hold_client_fees,
      providerFees: row.hold_provider_fees,
      card: row.hold_card,
    },
  }
}

/** The columns that a purchase's money is kept in. */
export function purchaseColumns(purchase: Purchase) {
  const { approved, released, settled, refunded, hold } = purchase
  return {
    state: purchase.isOpen ? 'OPEN' : 'CLOSED',
    clearings: purchase.clearings,
    approved: approved.bill,
    approved_original: approved.original,
    released: released.bill,
    released_original: released.original,
    settled: settled.bill,
    settled_original: settled.original,
    forced_original: purchase.forcedOriginal,
    refunded: refunded.bill,
    refunded_original: refunded.original,
    fees: jsonb(feesToJson(chargedFees(purchase))),
    fees_refunded: jsonb(feesToJson(returnedFees(purchase))),
    hold_generation: purchase.generation,
    hold_bill: hold.bill,
    hold_client_fees: hold.clientFees,
    hold_provider_fees: hold.providerFees,
    hold_card: hold.card,
    counted: countedAmount(purchase),
  }
}

/** What else a step may change. */
type Changes = Partial<
  Pick<
    PurchaseRow,
    'hold_expires_at' | 'decided_event_id' | 'history_amount' | 'decline_code' | 'counted_day' | 'heard'
  >
>

export async function updatePurchase(
  tx: Tx,
  row: PurchaseRow,
  purchase: Purchase,
  changes: Changes = {},
): Promise<void> {
  await tx
    .updateTable('card_transactions')
    .set({
      ...purchaseColumns(purchase),
      ...changes,
      ...expiryOf(purchase),
    })
    .where('company_id', '=', row.company_id)
    .where('card_id', '=', row.card_id)
    .where('id', '=', row.id)
    .execute()
}

/** Without a hold nothing expires. */
export function expiryOf({ hold }: Purchase): { hold_expires_at?: null } {
  return hold.bill === 0n ? { hold_expires_at: null } : {}
}

export function merchantOf(row: Pick<PurchaseRow, 'merchant'>): Merchant | null {
  return row.merchant as Merchant | null
}
