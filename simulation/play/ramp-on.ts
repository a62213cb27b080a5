import type { StepOf } from '../plan/step.ts'
import { transferMade } from './partner-transfer.ts'
import { callOf, count, must, numbered, type Player } from './player.ts'
import { tellPartner } from './tell-partner.ts'

/** Fiat comes in, or does not. */
export async function rampOn(player: Player, step: StepOf<'ramp on'>): Promise<void> {
  const wallet = numbered(player.model.wallets, step.wallet, 'wallet')
  const call = callOf(player, step.at, wallet.company.apiKey)
  const answer = await call('POST', '/virtual-wallets/bank-ramps/ramp-on', {
    wallet_id: wallet.id,
    amount: step.amount,
    source_currency: step.rail,
    ...(step.rail === 'COP' ? { payment_rail: 'bre_b' } : {}),
  })
  if (answer.status === 400) return count(player, `on-ramps refused: ${answer.body.code}`)
  const { id } = must(answer, 200)
  player.model.ramps.push({ id, way: 'ON', wallet, micro: 0n, ending: step.ending })
  count(player, `on-ramps ${step.ending}`)
  if (step.ending === 'unpaid') return
  if (step.ending === 'cancelled') {
    // The partner may be away: then it is as it was, and this is asked again under another key.
    for (let tries = 0; ; tries += 1) {
      const ended = await call(
        'DELETE',
        `/virtual-wallets/bank-ramps/ramp-on/cancel/${id}`,
        undefined,
        `c${tries}`,
      )
      if (ended.status === 200) return
      if (ended.status !== 400 || tries > 100) must(ended, 200)
    }
  }
  const transfer = await transferMade(player, id)
  if (transfer === null) {
    player.findings.push(`the partner has no transfer of on-ramp ${id}`)
    return
  }
  const other = Math.max(1, Math.floor(step.amount * 0.8))
  switch (step.ending) {
    case 'paid':
      return tellPartner(player, '/deposits', { transfer_id: transfer.id, amount: `${step.amount}.00` })
    case 'other':
      return tellPartner(player, '/deposits', { transfer_id: transfer.id, amount: `${other}.00` })
    case 'returned':
    case 'error':
      return tellPartner(player, `/transfers/${transfer.id}/state`, {
        state: step.ending,
        ...(step.ending === 'returned' ? { amount: `${step.amount}.00` } : {}),
        reason: 'simulated',
      })
  }
}
