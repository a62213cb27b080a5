import type { Selectable } from 'kysely'
import type { Schema } from '../../migrations/schema.ts'
import { type Fees, NO_FEES, readFees, subtractFees } from '../fees.ts'
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

/** A push credit has an operation of its own; every other transaction is listed as a purchase. */
export function isPurchase(transaction: Pick<TransactionRow, 'channel'>): boolean {
  return transaction.channel !== 'VISA_DIRECT'
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
    original: row.settled_original + openOriginal(row) - row.refunded_original,
  }
}

export function purchaseLifecycle(row: TransactionRow): Lifecycle {
  if (row.kind !== 'PURCHASE' || row.state === 'DECLINED' || row.state === 'ASKED') return SIMPLE
  return lifecycleOf({
    approved: row.approved_original,
    released: row.released_original,
    settled: row.settled_original,
    refunded: row.refunded_original,
    forced: row.forced,
  })
}

function openOriginal(row: TransactionRow): bigint {
  const open = row.approved_original - row.released_original - row.settled_original
  return row.hold_bill > 0n && open > 0n ? open : 0n
}
