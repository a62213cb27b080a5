import type { CardMessage, PurchaseAnswer } from '../message.ts'
import { answer } from './answer.ts'
import { answerAsked, endQuestion } from './asked-purchase.ts'
import type { Found } from './find-purchase.ts'
import { holdExpiresAt } from './hold-days.ts'
import { awaitsApproval, enterJoinedApproval } from './join-approval.ts'
import { isReversalKept } from './kept-messages.ts'
import { isUnheard, noteHeard } from './late-approval.ts'
import { billed, billedIn, draftRow, insertRow } from './new-purchase.ts'
import type { Posting } from './posting.ts'
import { approve } from './purchase.ts'
import { type PurchaseRow, purchaseColumns, readPurchase, updatePurchase } from './purchase-row.ts'
import { isHeld, releaseHold } from './release-hold.ts'
import { holdMoves } from './step-moves.ts'

/** The network approved in our place: held without checks, below zero if need be. */
export async function postApprovedAdvice(
  posting: Posting,
  m: CardMessage,
  { row }: Found,
): Promise<PurchaseAnswer> {
  if (row === null || row.state === 'ASKED' || isUnheard(row)) return hold(posting, m, row)
  if (!awaitsApproval(row)) {
    await noteHeard(posting.tx, row)
    return answer(m, posting.now, { transactionId: row.id, eventId: row.decided_event_id })
  }
  const eventId = await enterJoinedApproval(posting, row, m)
  await posting.write()
  return answer(m, posting.now, { transactionId: row.id, eventId })
}

/**
 * What is asked of a company just now is decided with it; what we approved too late is held again. Zero is an account check: nothing
 * to hold.
 */
async function hold(posting: Posting, m: CardMessage, known: PurchaseRow | null): Promise<PurchaseAnswer> {
  const { message } = m
  const row = known ?? draftRow(posting, m, 'PURCHASE')
  const amount = known === null ? billed(message) : billedIn(known, message)
  const step = approve(readPurchase(row), amount, posting.side)
  if (row.state === 'ASKED') await endQuestion(posting, row)
  else posting.enter(row, { operation: 'TRANSACTION_AUTHORIZATION', amount, fees: step.fees })
  const eventId = posting.enter(row, {
    operation: 'TRANSACTION_APPROVED',
    amount,
    fees: step.fees,
    effect: step.effect,
    webhook: { type: 'authorized', operationId: row.id },
  })
  posting.move(holdMoves(row, step, { overdraw: true }))
  const changes = {
    decided_event_id: eventId,
    decline_code: null,
    history_amount: amount.bill > 0n ? amount.bill : null,
    hold_expires_at: holdExpiresAt(posting.program.settings, message, posting.now),
    counted_day: posting.recount(row, step.purchase),
  }
  if (known === null) await insertRow(posting, row, step.purchase, changes)
  else {
    await updatePurchase(posting.tx, known, step.purchase, changes)
    await answerAsked(posting, known, 'C010', eventId)
  }
  const posted = { ...row, ...purchaseColumns(step.purchase), ...changes }
  if (isHeld(posted) && (await isReversalKept(posting.tx, m, posting.now)))
    await releaseHold(posting, posted, null, { webhook: { type: 'reversal' } })
  await posting.write()
  return answer(m, posting.now, { transactionId: row.id, eventId })
}
