import type { DeclineCode } from '../decline-codes.ts'
import type { Posting, Subject } from './posting.ts'
import type { Amount } from './purchase.ts'

/** @returns the event's id */
export function enterDecline(posting: Posting, subject: Subject, amount: Amount, code: DeclineCode): string {
  return posting.enter(subject, {
    operation: 'TRANSACTION_REJECTED',
    status: 'FAILED',
    amount,
    declineCode: code,
    webhook: { type: 'declined' },
  })
}
