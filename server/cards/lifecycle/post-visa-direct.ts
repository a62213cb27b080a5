import { creditParts, NO_PARTS } from '../card-money.ts'
import type { CardMessage, PurchaseAnswer } from '../message.ts'
import { answer } from './answer.ts'
import { billed, draftRow, insertRow } from './new-purchase.ts'
import type { Posting } from './posting.ts'
import { readPurchase } from './purchase-row.ts'

/** Money pushed to a card: to a TOP_UP card and to holding, else to holding alone. What is over takes none. */
export async function postVisaDirect(posting: Posting, m: CardMessage): Promise<PurchaseAnswer> {
  const { status } = posting.card
  if (status === 'DELETED' || status === 'EXPIRED')
    return answer(m, posting.now, {
      response_code: status === 'DELETED' ? '14' : '54',
      approved: false,
      decline_code: 'M303',
      transactionId: null,
      eventId: null,
    })
  const { hasBalance } = posting.side
  const row = draftRow(posting, m, 'CREDIT')
  const amount = billed(m.message)
  const card = hasBalance ? amount.bill : 0n
  const eventId = posting.enter(row, {
    operation: hasBalance ? 'VISA_DIRECT_DEPOSIT' : 'WARRANTY_DEPOSIT',
    amount,
    effect: card,
    webhook: { type: 'visa_direct_deposit' },
  })
  const key = { companyId: row.company_id, cardId: row.card_id, transactionId: row.id }
  posting.move(creditParts(key, eventId, { ...NO_PARTS, bill: amount.bill, card }, 'card_visa_direct'))
  await insertRow(posting, row, readPurchase(row), { decided_event_id: eventId })
  await posting.write()
  return answer(m, posting.now, { transactionId: row.id, eventId })
}
