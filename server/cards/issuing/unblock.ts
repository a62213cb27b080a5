import { Type } from 'typebox'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { lockLivingCard } from '../card.ts'
import { auditCard, changeCard } from './change-card.ts'

/** What blocked the card is counted anew from now on. */
export function unblock() {
  return writeRoute({
    method: 'PATCH',
    path: '/cards/virtual-cards/{cardId}/unblock',
    access: { level: 2, operation: 'cards' },
    summary: 'Unblock a card that a velocity rule or wrong CVVs have blocked',
    refusals: ['CARD_NOT_FOUND', 'CARD_STATUS'],
    tag: 'Cards',
    answer: Type.Object({ blocked: Type.Literal(false) }),
    async write(tx, call) {
      const card = await lockLivingCard(tx, call.companyId, call.params.cardId ?? '')
      if (isRefusal(card)) return card
      if (card.status !== 'BLOCKED') return { blocked: false }
      await changeCard(tx, card, { status: 'ACTIVE', velocity_since: call.now, wrong_cvvs: [] })
      await auditCard(tx, call, card.id, 'unblocked', {
        before: { status: 'BLOCKED' },
        after: { status: 'ACTIVE' },
      })
      return { blocked: false }
    },
  })
}
