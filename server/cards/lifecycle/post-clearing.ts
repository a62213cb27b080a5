import type { CardMessage, PurchaseAnswer } from '../message.ts'
import { answer } from './answer.ts'
import { answerAsked, endQuestion } from './asked-purchase.ts'
import type { Found } from './find-purchase.ts'
import { billed, billedIn, draftRow, insertRow } from './new-purchase.ts'
import type { Posting } from './posting.ts'
import { clear } from './purchase.ts'
import { readPurchase, updatePurchase } from './purchase-row.ts'
import { stepMoves } from './step-moves.ts'

/** The network has settled a piece: booked whatever the card's state and balances are. Without a purchase it is a force-post. */
export async function postClearing(posting: Posting, m: CardMessage, found: Found): Promise<PurchaseAnswer> {
  const { message } = m
  const known = found.row
  const row = known ?? draftRow(posting, m, 'PURCHASE')
  if (known !== null) await endQuestion(posting, known)
  const amount = known === null ? billed(message) : billedIn(known, message)
  const step = clear(readPurchase(row), amount, { final: message.final, ...posting.side })
  const eventId = posting.enter(row, {
    operation: 'TRANSACTION_CLEARED',
    amount,
    fees: step.fees,
    effect: step.effect,
    exchangeRate: message.exchangeRate,
    webhook: { type: 'cleared', ...(row.clearings === 0 && { operationId: row.id }) },
  })
  posting.move(stepMoves(row, step, eventId))
  const changes = {
    counted_day: posting.recount(row, step.purchase),
    decided_event_id: row.decided_event_id ?? eventId,
  }
  if (known === null) await insertRow(posting, row, step.purchase, changes)
  else {
    await updatePurchase(posting.tx, known, step.purchase, changes)
    await answerAsked(posting, known, 'C010', eventId)
  }
  await posting.write()
  return answer(m, posting.now, { transactionId: row.id, eventId })
}
