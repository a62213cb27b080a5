import { Type } from 'typebox'
import { readRoute } from '../../kernel/http/route.ts'
import { CardShape, showCard } from './card-shape.ts'

/** Newest first, without those that were deleted. */
export function listCards() {
  return readRoute({
    method: 'GET',
    path: '/cards/virtual-cards/list',
    access: { level: 1 },
    summary: 'List the cards',
    tag: 'Cards',
    answer: Type.Array(CardShape),
    async read(db, call) {
      const cards = await db
        .selectFrom('cards')
        .selectAll()
        .where('company_id', '=', call.companyId)
        .where('status', '<>', 'DELETED')
        .orderBy('id', 'desc')
        .execute()
      return cards.map(showCard)
    },
  })
}
