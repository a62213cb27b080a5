import type { TransferState } from '../partner/partner.ts'
import type { Standing } from './standing.ts'

/** It ends without having paid, or took back what it paid. */
export const FAILING: ReadonlySet<TransferState> = new Set([
  'canceled',
  'error',
  'returned',
  'refund_in_flight',
  'refunded',
  'refund_failed',
])

const RANK_OFF: Readonly<Record<TransferState, number>> = {
  awaiting_funds: 0,
  in_review: 1,
  funds_received: 2,
  payment_submitted: 3,
  undeliverable: 4,
  missing_return_policy: 4,
  payment_processed: 5,
  canceled: 6,
  error: 6,
  returned: 6,
  refund_in_flight: 7,
  refunded: 8,
  refund_failed: 8,
}

/** Paid out in tokens is the last word of an on-ramp; paid out to a bank may bounce. */
const RANK_ON: Readonly<Record<TransferState, number>> = { ...RANK_OFF, payment_processed: 9 }

export function rankOf(type: Standing['type'], state: TransferState): number {
  return (type === 'RAMP_ON' ? RANK_ON : RANK_OFF)[state]
}

/** Looks at the partner may be answered late and out of order: what ranks lower than what was heard is old. */
export function isForward({ type, partnerState }: Standing, said: TransferState): boolean {
  if (partnerState === null) return true
  return said !== partnerState && rankOf(type, said) >= rankOf(type, partnerState)
}
