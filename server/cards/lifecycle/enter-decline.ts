import type { DeclineCode } from '../decline-codes.ts'
import type { Fees } from '../fees.ts'
import type { Subject } from './movement.ts'
import type { Posting } from './posting.ts'
import type { Amount } from './purchase.ts'

/** What was asked for and is not given: it moves nothing. @returns the event's id */
export function enterDecline(
  posting: Posting,
  subject: Subject,
  { amount, fees }: { readonly amount: Amount; readonly fees: Fees },
  code: DeclineCode,
): string {
  return posting.enter(subject, {
    operation: 'TRANSACTION_REJECTED',
    status: 'FAILED',
    amount,
    fees,
    declineCode: code,
    webhook: { type: 'declined' },
  })
}
