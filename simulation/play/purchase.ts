import { type Fields, textIn } from '../../sandbox/network/fields.ts'
import type { Card, Purchase } from '../model/model.ts'
import { HOLD_MS, settle } from '../model/purchases.ts'
import type { StepOf } from '../plan/step.ts'
import { compose, send, sendOnce, sendTwice } from './network.ts'
import { count, numbered, type Player } from './player.ts'

/** A cardholder buys. What the company answers is written in the merchant's id, which its endpoint reads. */
export async function purchase(player: Player, step: StepOf<'purchase'>): Promise<void> {
  const { at, cents } = step
  const card = numbered(player.model.cards, step.card, 'card')
  const merchant = step.answer
  const message = compose(player, at, 'authorization', card.id, {
    billing: { value: cents, currency: 'USD' },
    merchant: { id: merchant },
  })
  const made = remember(player, step, card, message)
  if (step.network === 'reversal first') await reverseBefore(player, at, made)
  if (step.network === 'clearing first') await clearBefore(player, at, made)
  const answer = await authorize(player, step, message)
  if (answer === null) return giveUp(player, at, made)
  decide(player, made, answer)
  if (step.network === 'reversal first' && answer.approved === true)
    player.findings.push(`purchase ${made.ref} was approved though its reversal came before`)
}

function remember(player: Player, step: StepOf<'purchase'>, card: Card, message: Fields): Purchase {
  const made: Purchase = {
    card,
    cents: BigInt(step.cents),
    ref: String(message.transaction_ref),
    rrn: String(message.rrn),
    networkId: String(message.network_id),
    merchant: step.answer,
    transactionId: null,
    state: 'DECLINED',
    held: 0n,
    settled: 0n,
    refunded: 0n,
    pieces: 0,
    refunds: 0,
    lapsesAt: Number.POSITIVE_INFINITY,
  }
  player.model.purchases.set(step.purchase, made)
  return made
}

async function authorize(player: Player, step: StepOf<'purchase'>, message: Fields): Promise<Fields | null> {
  if (step.network === 'twice') return sendTwice(player, step.at, message)
  if (step.unanswered === 'repeat') return send(player, step.at, message)
  return sendOnce(player, step.at, message)
}

function decide(player: Player, made: Purchase, answer: Fields): void {
  if (answer.approved !== true) {
    const code = String(answer.decline_code)
    count(player, `declined ${code}`)
    if (code === 'C020' && !player.disturbed)
      player.findings.push(`purchase ${made.ref} was declined ${code} and nothing was wrong`)
    return
  }
  count(player, 'purchases approved')
  made.transactionId = textIn(answer, 'transaction_id')
  if (made.pieces > 0) return // its clearing had come: it joins that, and holds nothing
  made.state = 'OPEN'
  made.held = made.cents
  made.lapsesAt = player.world.now() + HOLD_MS
}

/** The network has waited long enough, answered in our place, and tells so. */
async function giveUp(player: Player, at: number, made: Purchase): Promise<void> {
  const message = compose(player, at, 'advice', made.card.id, {
    ...referring(made, made.cents),
    decision: 'declined',
    reason: 'issuer_timeout',
  })
  await send(player, at + 1, message)
  count(player, 'purchases given up')
}

async function reverseBefore(player: Player, at: number, made: Purchase): Promise<void> {
  const answer = await send(
    player,
    at,
    compose(player, at, 'reversal', made.card.id, referring(made, made.cents)),
  )
  if (answer.response_code !== '25')
    player.findings.push(`the reversal of an unknown purchase was answered ${answer.response_code}`)
}

async function clearBefore(player: Player, at: number, made: Purchase): Promise<void> {
  const message = compose(player, at, 'clearing', made.card.id, referring(made, made.cents))
  const answer = await send(player, at, message)
  settle(made, made.cents, true)
  made.state = 'CLOSED'
  made.transactionId = textIn(answer, 'transaction_id')
  count(player, 'force-posts')
}

/** What every later message says of its purchase. */
export function referring(made: Purchase, cents: bigint): Fields {
  return {
    transaction_ref: made.ref,
    original_network_id: made.networkId,
    rrn: made.rrn,
    billing: { value: Number(cents), currency: 'USD' },
    merchant: { id: made.merchant },
  }
}
