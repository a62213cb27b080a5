import { Type } from 'typebox'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { lockLivingCard } from '../card.ts'
import { readAliased } from './card-fields.ts'
import { auditCard, changeCard } from './change-card.ts'

/** A frozen card takes no new authorization, and keeps everything else. */
export function setFrozen() {
  return writeRoute({
    method: 'PATCH',
    path: '/cards/virtual-cards/{cardId}/frozen',
    access: { level: 3 },
    summary: 'Freeze or unfreeze a card',
    refusals: ['CARD_NOT_FOUND', 'CARD_STATUS'],
    tag: 'Cards',
    body: Type.Object({ freeze: Type.Optional(Type.Boolean()), frozen: Type.Optional(Type.Boolean()) }),
    answer: Type.Object({}),
    async write(tx, call) {
      const freeze = readAliased('freeze', call.body.freeze, call.body.frozen)
      if (isRefusal(freeze)) return freeze
      const card = await lockLivingCard(tx, call.companyId, call.params.cardId ?? '')
      if (isRefusal(card)) return card
      const [from, to] = freeze ? ['ACTIVE', 'FROZEN'] : ['FROZEN', 'ACTIVE']
      if (card.status === to) return {}
      if (card.status !== from) return refuse('CARD_STATUS', { status: card.status })
      await changeCard(tx, card, { status: to })
      await auditCard(tx, call, card.id, freeze ? 'frozen' : 'unfrozen', {
        before: { status: from },
        after: { status: to },
      })
      return {}
    },
  })
}
