import type { Entry } from './movement.ts'
import type { Posting } from './posting.ts'
import { type Amount, release } from './purchase.ts'
import { type PurchaseRow, readPurchase, updatePurchase } from './purchase-row.ts'
import { stepMoves } from './step-moves.ts'

/** Gives back from an open hold, at most what is open (`amount` null: all). @returns the event's id */
export async function releaseHold(
  posting: Posting,
  row: PurchaseRow,
  amount: Amount | null,
  told: Pick<Entry, 'status' | 'webhook'>,
): Promise<string> {
  const step = release(readPurchase(row), amount, posting.side)
  const eventId = posting.enter(row, {
    operation: 'TRANSACTION_REVERSED',
    amount: step.amount,
    fees: step.fees,
    effect: step.effect,
    ...told,
  })
  posting.move(stepMoves(row, step, eventId))
  await updatePurchase(posting.tx, row, step.purchase, { counted_day: posting.recount(row, step.purchase) })
  return eventId
}

/** It has a hold that can be given back. */
export function isHeld(row: PurchaseRow): boolean {
  return row.hold_bill > 0n
}
