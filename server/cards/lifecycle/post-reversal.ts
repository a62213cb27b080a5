import type { CardMessage, PurchaseAnswer } from '../message.ts'
import { answer, unknownOriginal } from './answer.ts'
import { declineAsked } from './asked-purchase.ts'
import type { Found } from './find-purchase.ts'
import { keepMessage } from './kept-messages.ts'
import { billedIn } from './new-purchase.ts'
import type { Posting } from './posting.ts'
import { isHeld, releaseHold } from './release-hold.ts'

/** Releases what is open of a hold, wholly or in part. Nothing open: nothing happens, and the network is told that all is well. */
export async function postReversal(
  posting: Posting,
  m: CardMessage,
  { row }: Found,
): Promise<PurchaseAnswer> {
  const { message } = m
  const { tx, now } = posting
  if (row === null) {
    await keepMessage(tx, m, 'reversal', now)
    await posting.write()
    return unknownOriginal(m, now)
  }
  if (row.state === 'ASKED') {
    const eventId = await declineAsked(posting, row, 'C010')
    await posting.write()
    return answer(m, now, { transactionId: row.id, eventId })
  }
  const amount = message.billing === null ? null : billedIn(row, message)
  if (!isHeld(row) || amount?.bill === 0n)
    return answer(m, now, { transactionId: row.id, eventId: row.decided_event_id })
  const eventId = await releaseHold(posting, row, amount, { webhook: { type: 'reversal' } })
  await posting.write()
  return answer(m, now, { transactionId: row.id, eventId })
}
