import type { CardMessage } from '../message.ts'
import { billedIn } from './new-purchase.ts'
import type { Posting } from './posting.ts'
import { joinApproval } from './purchase.ts'
import { type PurchaseRow, readPurchase, updatePurchase } from './purchase-row.ts'

/** Only its clearing is known so far: the approval itself is still to come. */
export function awaitsApproval(row: PurchaseRow): boolean {
  return row.clearings > 0 && row.approved === 0n
}

/**
 * An approval that comes after its clearing: nothing is left to hold, but it was one. The caller writes the posting.
 * @returns the event's id
 */
export async function enterJoinedApproval(
  posting: Posting,
  row: PurchaseRow,
  m: CardMessage,
): Promise<string> {
  const amount = billedIn(row, m.message)
  posting.enter(row, { operation: 'TRANSACTION_AUTHORIZATION', amount })
  const eventId = posting.enter(row, {
    operation: 'TRANSACTION_APPROVED',
    amount,
    webhook: { type: 'authorized', operationId: row.id },
  })
  await updatePurchase(posting.tx, row, joinApproval(readPurchase(row), amount), {
    decided_event_id: eventId,
    history_amount: amount.bill > 0n ? amount.bill : null,
  })
  return eventId
}
