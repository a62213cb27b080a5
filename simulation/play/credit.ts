import { MICRO_PER_CENT } from '../model/model.ts'
import type { StepOf } from '../plan/step.ts'
import { callOf, chainOf, count, microText, must, numbered, type Player, tokenOf } from './player.ts'

/** The company gives a client of its own. */
export async function creditWallet(player: Player, step: StepOf<'credit wallet'>): Promise<void> {
  const wallet = numbered(player.model.wallets, step.wallet, 'wallet')
  must(
    await callOf(player, step.at, wallet.company.apiKey)('POST', '/virtual-wallets/holding/credit', {
      wallet_id: wallet.id,
      token_address: tokenOf(chainOf(player, wallet.chain)).address,
      amount: microText(step.micro),
    }),
    200,
  )
  player.model.credits.push({ wallet, micro: BigInt(step.micro) })
  count(player, 'company credits')
}

export async function changeCard(player: Player, step: StepOf<'change card'>): Promise<void> {
  const card = numbered(player.model.cards, step.card, 'card')
  const micro = BigInt(step.cents) * MICRO_PER_CENT
  const answer = await callOf(player, step.at, card.company.apiKey)(
    'POST',
    `/cards/virtual-cards/${card.id}/virtual-balance/${step.way}`,
    { amount: microText(micro) },
  )
  if (answer.status === 412) return count(player, `refused: ${answer.body.message}`)
  must(answer, 200)
  player.model.changes.push({ card, micro: step.way === 'add' ? micro : -micro })
  count(player, 'card balances changed')
}
