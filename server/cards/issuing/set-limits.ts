import { Type } from 'typebox'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { lockLivingCard } from '../card.ts'
import { isShapeRefusal } from './card-fields.ts'
import { CardShape, showCard } from './card-shape.ts'
import { auditCard, changeCard } from './change-card.ts'
import { limitFacts, limitFields, readLimits } from './limits.ts'

/** Replaces all four. Counts from the next authorization. */
export function setLimits() {
  return writeRoute({
    method: 'PATCH',
    path: '/cards/virtual-cards/{cardId}/limits',
    access: { level: 2 },
    summary: 'Replace the limits of a card',
    refusals: ['CARD_NOT_FOUND', 'CARD_STATUS', 'CARD_FIELD_NEGATIVE', 'AMOUNT_DECIMALS'],
    tag: 'Cards',
    body: Type.Object(limitFields),
    answer: CardShape,
    async write(tx, call) {
      const limits = readLimits(call.body)
      if (isShapeRefusal(limits)) return limits
      const card = await lockLivingCard(tx, call.companyId, call.params.cardId ?? '')
      if (isRefusal(card)) return card
      if (isRefusal(limits)) return limits
      const changed = await changeCard(tx, card, limits)
      await auditCard(tx, call, card.id, 'limits_changed', {
        before: limitFacts(card),
        after: limitFacts(changed),
      })
      return showCard(changed)
    },
  })
}
