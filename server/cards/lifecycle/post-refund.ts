import { creditParts, NO_PARTS } from '../card-money.ts'
import type { CardMessage, PurchaseAnswer } from '../message.ts'
import { answer } from './answer.ts'
import type { Found } from './find-purchase.ts'
import { billed, billedIn, draftRow, insertRow } from './new-purchase.ts'
import type { Posting } from './posting.ts'
import { refund } from './purchase.ts'
import { readPurchase, updatePurchase } from './purchase-row.ts'
import { stepMoves } from './step-moves.ts'

/** The merchant gives money back. Without a purchase it is a credit of its own, and no fees come back with it. */
export async function postRefund(posting: Posting, m: CardMessage, { row }: Found): Promise<PurchaseAnswer> {
  return row === null || row.state === 'ASKED' ? creditAlone(posting, m) : returnOf(posting, m, row)
}

async function returnOf(
  posting: Posting,
  m: CardMessage,
  row: NonNullable<Found['row']>,
): Promise<PurchaseAnswer> {
  const step = refund(readPurchase(row), billedIn(row, m.message), posting.side)
  const eventId = posting.enter(row, {
    operation: 'TRANSACTION_REFUND',
    amount: step.amount,
    fees: step.fees,
    effect: step.effect,
    exchangeRate: m.message.exchangeRate,
    webhook: { type: 'refund' },
  })
  posting.move(stepMoves(row, step, eventId))
  await updatePurchase(posting.tx, row, step.purchase, { counted_day: posting.recount(row, step.purchase) })
  await posting.write()
  return answer(m, posting.now, { transactionId: row.id, eventId })
}

async function creditAlone(posting: Posting, m: CardMessage): Promise<PurchaseAnswer> {
  const row = draftRow(posting, m, 'CREDIT')
  const amount = billed(m.message)
  const card = posting.side.hasBalance ? amount.bill : 0n
  const eventId = posting.enter(row, {
    operation: 'TRANSACTION_REFUND',
    amount,
    effect: card,
    webhook: { type: 'refund' },
  })
  const key = { companyId: row.company_id, cardId: row.card_id, transactionId: row.id }
  posting.move(creditParts(key, eventId, { ...NO_PARTS, bill: amount.bill, card }, 'card_refund'))
  await insertRow(posting, row, { ...readPurchase(row), refunded: amount }, { decided_event_id: eventId })
  await posting.write()
  return answer(m, posting.now, { transactionId: row.id, eventId })
}
