import type { Purchase } from '../model/model.ts'
import { close, HOLD_MS, lapse, release, settle } from '../model/purchases.ts'
import type { StepOf } from '../plan/step.ts'
import { compose, send, sendTwice } from './network.ts'
import { count, type Player } from './player.ts'
import { referring } from './purchase.ts'

/** What the network says of a purchase later: nothing of those that were declined. */
export async function followUp(player: Player, step: StepOf<'follow up'>): Promise<void> {
  const made = player.model.purchases.get(step.purchase)
  if (made === undefined || made.state === 'DECLINED') return
  lapse(made, player.world.now())
  const cents = centsOf(made, step)
  if (cents <= 0n) return
  const type = step.message === 'cancelled' ? 'advice' : step.message
  const message = compose(player, step.at, type, made.card.id, {
    ...referring(made, cents),
    ...own(step),
  })
  const answer = await (step.twice ? sendTwice : send)(player, step.at, message)
  const isTaken = answer.response_code === '00'
  count(player, isTaken ? `${step.message}s` : `${step.message}s answered ${answer.response_code}`)
  if (isTaken) take(player, made, step, cents)
  else if (step.message !== 'incremental')
    player.findings.push(`step ${step.at}: a ${step.message} was answered ${answer.response_code}`)
}

function centsOf({ cents, held, settled }: Purchase, { message, percent }: StepOf<'follow up'>): bigint {
  const part = (whole: bigint) => (whole * BigInt(percent)) / 100n
  switch (message) {
    case 'clearing':
      return part(held > 0n ? held : cents)
    case 'reversal':
    case 'cancelled':
      return held > 0n ? part(held) : cents
    case 'refund':
      return part(settled)
    case 'incremental':
      return part(cents) / 4n
  }
}

function own({ message, final }: StepOf<'follow up'>) {
  switch (message) {
    case 'clearing':
      return { final, sequence: { number: 1, count: final ? 1 : 99 } }
    case 'cancelled':
      return { decision: 'cancelled', reason: 'cancel_approval' }
    case 'refund':
    case 'reversal':
    case 'incremental':
      return {}
  }
}

function take(player: Player, made: Purchase, { message, final }: StepOf<'follow up'>, cents: bigint): void {
  switch (message) {
    case 'clearing':
      settle(made, cents, final)
      return
    case 'reversal':
      release(made, cents)
      return
    case 'cancelled':
      if (made.state === 'OPEN') close(made)
      return
    case 'refund':
      made.refunded += cents
      made.refunds += 1
      return
    case 'incremental':
      made.held += cents
      made.lapsesAt = player.world.now() + HOLD_MS
  }
}
