import type { CardsConfig } from '../../kernel/config-cards.ts'
import { readBalances } from '../../ledger/balances.ts'
import { lockAccounts } from '../../ledger/lock.ts'
import { ANSWER_MS_MAX, authCode, cents } from '../authorization/answer.ts'
import { type Decline, decline } from '../authorization/decide.ts'
import { programAccount } from '../card-accounts.ts'
import { purchaseAccounts } from '../card-money.ts'
import type { CardMessage, Channel, PurchaseAnswer } from '../message.ts'
import { answer, unknownOriginal } from './answer.ts'
import type { Asked } from './ask-about-increment.ts'
import { decideIncrement, type IncrementDecision } from './decide-increment.ts'
import { enterDecline } from './enter-decline.ts'
import type { Found } from './find-purchase.ts'
import { holdExpiresAt } from './hold-days.ts'
import { keepMessage } from './kept-messages.ts'
import { billedIn } from './new-purchase.ts'
import type { Posting } from './posting.ts'
import { approve, type Step } from './purchase.ts'
import { type PurchaseRow, readPurchase, updatePurchase } from './purchase-row.ts'
import { holdMoves, stepMoves } from './step-moves.ts'

/**
 * More of a purchase that is open: decided like an authorization over what it adds, joins the hold and restarts its time. Unknown:
 * kept. Closed: there is nothing that it could join.
 */
export async function postIncremental(
  posting: Posting,
  m: CardMessage,
  { row }: Found,
  config: CardsConfig,
  asked: Asked | null,
): Promise<PurchaseAnswer> {
  if (row === null || row.state === 'ASKED') {
    await keepMessage(posting.tx, m, 'incremental', posting.now)
    await posting.write()
    return unknownOriginal(m, posting.now)
  }
  if (row.state !== 'OPEN') return unknownOriginal(m, posting.now, row.id)
  const { step, decision } = await considerIncrement(posting, m, row, config)
  posting.note(decision.card)
  posting.enter(row, {
    ...(asked !== null && { id: asked.requestEventId }),
    operation: 'TRANSACTION_AUTHORIZATION',
    amount: step.amount,
    fees: step.fees,
  })
  const refused = tooLate(m) ?? asked?.heard.decline ?? decision.decline ?? unasked(posting, asked)
  const eventId =
    refused === null ? await join(posting, row, step) : enterDecline(posting, row, step, refused.code)
  await posting.write()
  return answer(m, posting.now, {
    transactionId: row.id,
    eventId,
    company_response: asked?.heard.response ?? null,
    ...(refused === null
      ? { auth_code: authCode(eventId), authorized: { value: cents(step.amount.bill), currency: 'USD' } }
      : { response_code: refused.iso, approved: false, decline_code: refused.code }),
  })
}

/** What it adds, and what the checks say: over locked accounts, so that it can be booked. */
export async function considerIncrement(
  posting: Posting,
  m: CardMessage,
  row: PurchaseRow,
  operator: CardsConfig,
): Promise<{ step: Step; decision: IncrementDecision }> {
  const { tx, card, side } = posting
  await lockAccounts(tx, card.company_id, purchaseAccounts(card.company_id, card.id, side))
  const [holding] = await readBalances(tx, card.company_id, [programAccount('CARD_HOLDING', card.company_id)])
  const step = approve(readPurchase(row), billedIn(row, m.message), side)
  const holdingAvailable = holding?.available ?? 0n
  return { step, decision: decideIncrement(posting, m, row, step, { operator, holdingAvailable }) }
}

/** The network listens no longer: it must not be held what nobody knows of. */
function tooLate({ receivedAt }: CardMessage): Decline | null {
  return performance.now() - receivedAt > ANSWER_MS_MAX ? decline('C010') : null
}

/** A WEBHOOK card's company has the last word: one that was not asked has not said yes. */
function unasked({ card }: Posting, asked: Asked | null): Decline | null {
  return card.approval_method === 'WEBHOOK' && asked === null ? decline('M402') : null
}

async function join(posting: Posting, row: PurchaseRow, step: Step): Promise<string> {
  const eventId = posting.enter(row, {
    operation: 'TRANSACTION_APPROVED',
    amount: step.amount,
    fees: step.fees,
    effect: step.effect,
    webhook: { type: 'authorized' },
  })
  posting.move([...stepMoves(row, step, eventId), ...holdMoves(row, step)])
  const held = { mcc: row.mcc, channel: row.channel as Channel, initiator: initiatorOf(row) }
  await updatePurchase(posting.tx, row, step.purchase, {
    hold_expires_at: holdExpiresAt(posting.program.settings, held, posting.now),
    counted_day: posting.recount(row, step.purchase),
    heard: true,
  })
  return eventId
}

function initiatorOf({ initiator }: PurchaseRow): 'cardholder' | 'merchant' {
  return initiator === 'merchant' ? 'merchant' : 'cardholder'
}
