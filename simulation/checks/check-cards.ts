import { type Card, type Company, MICRO_PER_CENT, sum } from '../model/model.ts'
import { lapse, takenBy } from '../model/purchases.ts'
import { callOf, must, type Player } from '../play/player.ts'
import { microOf, type Outside } from './outside.ts'

/** What every card and every cards' holding wallet can spend is what came in less what purchases hold and took. */
export async function checkCards(player: Player, outside: Outside): Promise<string[]> {
  const { model, world } = player
  for (const purchase of model.purchases.values()) lapse(purchase, world.now())
  const differ: string[] = []
  for (const [number, card] of model.cards.entries()) {
    if (card.method !== 'TOP_UP') continue
    const call = callOf(player, number, card.company.apiKey)
    const answer = must(await call('GET', `/cards/virtual-cards/${card.id}/virtual-balances`), 200)
    const [shown, expected] = [microOf(answer.available_credit), onCard(player, card, outside)]
    if (shown !== expected)
      differ.push(`card ${number} (${card.id}) has ${shown}, and ought to have ${expected}`)
  }
  for (const company of model.companies) {
    if (company.cardHolding === null) continue
    const answer = must(await callOf(player, 0, company.apiKey)('GET', '/cards/holding/balance'), 200)
    const [shown, expected] = [microOf(answer.warranty_balance), inHolding(player, company, outside)]
    if (shown !== expected)
      differ.push(`the cards of company ${company.number} have ${shown}, and ought to have ${expected}`)
  }
  return differ
}

function onCard({ model }: Player, card: Card, { credited }: Outside): bigint {
  return (
    sum(credited, ({ to, micro }) => ('card' in to && to.card === card ? micro : 0n)) +
    sum(model.changes, (one) => (one.card === card ? one.micro : 0n)) -
    sum(model.purchases.values(), (one) => (one.card === card ? takenBy(one) * MICRO_PER_CENT : 0n))
  )
}

function inHolding({ model }: Player, company: Company, { credited }: Outside): bigint {
  const isOurs = ({ to }: { to: object }) =>
    ('card' in to && (to.card as Card).company === company) || ('holdingOf' in to && to.holdingOf === company)
  return (
    sum(credited, (one) => (isOurs(one) ? one.micro : 0n)) -
    sum(model.purchases.values(), (one) =>
      one.card.company === company ? takenBy(one) * MICRO_PER_CENT : 0n,
    )
  )
}
