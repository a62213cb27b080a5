import { DECLINES, type DeclineCode } from '../decline-codes.ts'
import { feesOn, readFeeRates } from '../fees.ts'
import type { PurchaseAnswer } from '../message.ts'
import { enterDecline } from './enter-decline.ts'
import type { Posting } from './posting.ts'
import type { PurchaseRow } from './purchase-row.ts'

/**
 * A message about a purchase whose company has not answered yet decides it, and the company's answer will find it decided: the
 * request is not pending any more.
 * @returns what was asked for, in the purchase's currency
 */
export async function endQuestion({ tx }: Posting, row: PurchaseRow): Promise<bigint> {
  if (row.state !== 'ASKED') return 0n
  const request = await tx
    .updateTable('card_events')
    .set({ status: 'SUCCESS' })
    .where('company_id', '=', row.company_id)
    .where('card_id', '=', row.card_id)
    .where('transaction_id', '=', row.id)
    .where('operation', '=', 'TRANSACTION_AUTHORIZATION')
    .returning('original_amount')
    .executeTakeFirst()
  return request?.original_amount ?? 0n
}

/**
 * What the authorization is answered whose question a message or time has ended, should it come again: nobody has approved it, and the
 * network waits no longer. Its process, if it lives, finds it so.
 */
export async function answerAsked(
  { tx, now }: Posting,
  row: PurchaseRow,
  code: DeclineCode,
  eventId: string,
): Promise<void> {
  if (row.state !== 'ASKED') return
  const message = await tx
    .selectFrom('network_message_directory')
    .select('network_id')
    .where('transaction_id', '=', row.id)
    .where('answer', 'is', null)
    .executeTakeFirst()
  if (message === undefined) return
  const answer: PurchaseAnswer = {
    network_id: message.network_id,
    type: 'authorization',
    response_code: DECLINES[code].iso,
    approved: false,
    auth_code: null,
    authorized: null,
    transaction_id: row.id,
    event_id: eventId,
    decline_code: code,
    // What was found of it is not kept; a wrong one is never asked about.
    cvv_result: 'P',
    company_response: null,
    processed_at: now.toISOString(),
  }
  await tx
    .updateTable('network_message_directory')
    .set({ answer: JSON.stringify(answer) })
    .where('network_id', '=', message.network_id)
    .execute()
}

/** The network wants no answer any more: declined, with nothing held. */
export async function declineAsked(posting: Posting, row: PurchaseRow, code: DeclineCode): Promise<string> {
  const original = await endQuestion(posting, row)
  const eventId = enterDecline(
    posting,
    row,
    { amount: { bill: row.attempted, original }, fees: feesOn(row.attempted, readFeeRates(row.fee_rates)) },
    code,
  )
  await posting.tx
    .updateTable('card_transactions')
    .set({ state: 'DECLINED', decline_code: code, decided_event_id: eventId })
    .where('company_id', '=', row.company_id)
    .where('card_id', '=', row.card_id)
    .where('id', '=', row.id)
    .execute()
  await answerAsked(posting, row, code, eventId)
  return eventId
}
