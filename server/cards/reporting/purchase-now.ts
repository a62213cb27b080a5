import type { Selectable } from 'kysely'
import type { Schema } from '../../migrations/schema.ts'
import { type Fees, NO_FEES, readFees, subtractFees } from '../fees.ts'
import { openAmount } from '../lifecycle/purchase.ts'
import { readPurchase } from '../lifecycle/purchase-row.ts'
import { type Lifecycle, lifecycleOf, SIMPLE } from './lifecycle-state.ts'

export type TransactionRow = Selectable<Schema['card_transactions']>

/** What a purchase comes to by now. */
export interface PurchaseNow {
  /** Without fees, micro-dollars; negative when more was given back than was taken. */
  readonly bill: bigint
  readonly fees: Fees
  /** Minor units of the purchase's currency. */
  readonly original: bigint
}

/**
 * Settled and held, less what was given back. What was declined or is undecided shows what was asked for, of which
 * `askedOriginal` is the amount in its own currency.
 */
export function purchaseNow(row: TransactionRow, askedOriginal: bigint): PurchaseNow {
  if (row.state === 'DECLINED' || row.state === 'ASKED')
    return { bill: row.attempted, fees: NO_FEES, original: askedOriginal }
  return {
    bill: row.settled + row.hold_bill - row.refunded,
    fees: subtractFees(readFees(row.fees), readFees(row.fees_refunded)),
    original: row.settled_original + openAmount(readPurchase(row)).original - row.refunded_original,
  }
}

export function purchaseLifecycle(row: TransactionRow): Lifecycle {
  if (row.kind !== 'PURCHASE' || row.state === 'DECLINED' || row.state === 'ASKED') return SIMPLE
  return lifecycleOf({
    approved: row.approved_original,
    released: row.released_original,
    settled: row.settled_original,
    refunded: row.refunded_original,
    forced: row.forced_original,
  })
}
