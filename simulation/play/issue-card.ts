import type { StepOf } from '../plan/step.ts'
import { callOf, count, must, numbered, type Player } from './player.ts'

/** `number`: its place among the cards. */
export async function issueCard(
  player: Player,
  { at, company: owner, method }: StepOf<'issue card'>,
  number: number,
): Promise<void> {
  const company = numbered(player.model.companies, owner, 'company')
  const call = callOf(player, at, company.apiKey)
  const card = must(
    await call('POST', '/cards/virtual-cards/create', {
      card_holder_name: 'ANA PAZ',
      approval_method: method,
      phone_country_code: '34',
      phone: '600000000',
    }),
    200,
  )
  const [topUp] = must(await call('GET', `/cards/virtual-cards/${card.id}/top-up`), 200)
  const holding = must(await call('GET', '/cards/holding/balance'), 200)
  company.cardHolding = holding.deposit_address
  player.model.cards[number] = { company, id: card.id, method, address: topUp?.address ?? null }
  count(player, 'cards')
}
