import { readRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { findCard } from '../card.ts'
import { CardShape, showCard } from './card-shape.ts'

/** A deleted card too. */
export function getCard() {
  return readRoute({
    method: 'GET',
    path: '/cards/virtual-cards/{cardId}',
    access: { level: 1 },
    summary: 'Show a card',
    refusals: ['CARD_NOT_FOUND'],
    tag: 'Cards',
    answer: CardShape,
    async read(db, call) {
      const card = await findCard(db, call.companyId, call.params.cardId ?? '')
      return isRefusal(card) ? card : showCard(card)
    },
  })
}
