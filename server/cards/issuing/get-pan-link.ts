import { Type } from 'typebox'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { lockLivingCard } from '../card.ts'
import { auditCard } from './change-card.ts'
import type { IssuingDeps } from './deps.ts'
import { openCurrentNumber } from './find-number.ts'
import { createPanLink } from './pan-link.ts'

/** A GET that leaves a trace: who asked to see the number is in the audit log. */
export function getPanLink({ config, vault }: Pick<IssuingDeps, 'config' | 'vault'>) {
  return writeRoute({
    method: 'GET',
    path: '/cards/virtual-cards/{cardId}/pan-html',
    access: { level: 2 },
    summary: 'Get the URL of a page that shows the card number once',
    refusals: ['CARD_NOT_FOUND', 'CARD_STATUS'],
    tag: 'Cards',
    answer: Type.Object({ url: Type.String() }),
    async write(tx, call) {
      const { companyId } = call
      const card = await lockLivingCard(tx, companyId, call.params.cardId ?? '')
      if (isRefusal(card)) return card
      const number = await openCurrentNumber(tx, vault.sealer, companyId, card.id)
      if (number === null) return refuse('CARD_NOT_FOUND')
      const link = { companyId, cardId: card.id, numberId: number.numberId }
      const token = await createPanLink(tx, vault.sealer, link)
      await auditCard(tx, call, card.id, 'number_link_created')
      return { url: `${config.publicUrl ?? call.origin}/cards/pan/${token}` }
    },
  })
}
