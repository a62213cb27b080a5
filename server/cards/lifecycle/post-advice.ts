import { CANCELLED_APPROVAL } from '../../webhooks/legacy.ts'
import type { DeclineCode } from '../decline-codes.ts'
import { feesOn } from '../fees.ts'
import type { CardMessage, PurchaseAnswer } from '../message.ts'
import { answer } from './answer.ts'
import { declineAsked } from './asked-purchase.ts'
import { enterDecline } from './enter-decline.ts'
import type { Found } from './find-purchase.ts'
import { keepMessage } from './kept-messages.ts'
import { TOO_LATE } from './late-approval.ts'
import type { Entry } from './movement.ts'
import { billed, draftRow, insertRow } from './new-purchase.ts'
import { postApprovedAdvice } from './post-approved-advice.ts'
import type { Posting } from './posting.ts'
import { type PurchaseRow, readPurchase } from './purchase-row.ts'
import { isHeld, releaseHold } from './release-hold.ts'

/** The network has decided; we write down what follows. */
export async function postAdvice(posting: Posting, m: CardMessage, found: Found): Promise<PurchaseAnswer> {
  switch (m.message.decision) {
    case 'approved':
      return postApprovedAdvice(posting, m, found)
    case 'cancelled':
      return postCancelled(posting, m, found)
    case 'declined':
    case null:
      return postDeclined(posting, m, found)
  }
}

/**
 * Declined there: what we approved is given back, what we do not know is recorded as declined, and kept in mind, so that nothing is
 * held when the request itself comes.
 */
async function postDeclined(posting: Posting, m: CardMessage, found: Found): Promise<PurchaseAnswer> {
  const isTimeout = m.message.reason === 'issuer_timeout'
  const code: DeclineCode = isTimeout ? 'C010' : 'M000'
  if (found.row === null) await keepMessage(posting.tx, m, 'reversal', posting.now)
  const row = found.row ?? found.declined
  if (row === null) return recordDecline(posting, m, code)
  if (row.state === 'ASKED') return done(posting, m, row, await declineAsked(posting, row, code))
  if (!isHeld(row)) return done(posting, m, row, row.decided_event_id)
  const told = isTimeout ? TOO_LATE : { webhook: { type: 'reversal' as const } }
  return done(posting, m, row, await releaseHold(posting, row, null, told))
}

async function recordDecline(posting: Posting, m: CardMessage, code: DeclineCode): Promise<PurchaseAnswer> {
  const row = draftRow(posting, m, 'PURCHASE')
  const amount = billed(m.message)
  const purchase = readPurchase(row)
  const asked = { amount, fees: feesOn(amount.bill, purchase.rates) }
  posting.enter(row, { operation: 'TRANSACTION_AUTHORIZATION', ...asked })
  const eventId = enterDecline(posting, row, asked, code)
  await insertRow(posting, row, purchase, {
    state: 'DECLINED',
    decline_code: code,
    decided_event_id: eventId,
    attempted: amount.bill,
  })
  return done(posting, m, row, eventId)
}

/** The approval is taken back. One that we have not seen yet is kept in mind, so that nothing is held when it comes. */
async function postCancelled(posting: Posting, m: CardMessage, { row }: Found): Promise<PurchaseAnswer> {
  if (row === null) {
    await keepMessage(posting.tx, m, 'reversal', posting.now)
    return done(posting, m, null, null)
  }
  if (row.state === 'ASKED') return done(posting, m, row, await declineAsked(posting, row, 'M000'))
  if (!isHeld(row)) return done(posting, m, row, row.decided_event_id)
  await posting.tx
    .updateTable('card_events')
    .set({ status: 'CANCELED' })
    .where('company_id', '=', row.company_id)
    .where('card_id', '=', row.card_id)
    .where('transaction_id', '=', row.id)
    .where('operation', '=', 'TRANSACTION_APPROVED')
    .execute()
  return done(posting, m, row, await releaseHold(posting, row, null, CANCELLED))
}

const CANCELLED: Pick<Entry, 'status' | 'webhook'> = {
  status: 'CANCELED',
  webhook: { type: 'declined', reason: CANCELLED_APPROVAL, declineCode: 'M000' },
}

async function done(
  posting: Posting,
  m: CardMessage,
  row: PurchaseRow | null,
  eventId: string | null,
): Promise<PurchaseAnswer> {
  await posting.write()
  return answer(m, posting.now, { transactionId: row?.id ?? null, eventId })
}
