import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { findCard, lockLivingCard } from '../card.ts'
import { CardShape, showCard } from './card-shape.ts'
import { auditCard, changeCard } from './change-card.ts'
import type { IssuingDeps } from './deps.ts'
import { issueNumber } from './issue-number.ts'
import { lockPack, refuseWhenFull } from './pool.ts'

/** The same card under a new number, CVV and expiry. An expired one lives again, and takes its place in the pack again. */
export function reissue({ config, vault }: Pick<IssuingDeps, 'config' | 'vault'>) {
  return writeRoute({
    method: 'PUT',
    path: '/cards/virtual-cards/{cardId}/reissue',
    access: { level: 2 },
    summary: 'Give a card a new number',
    refusals: ['CARD_NOT_FOUND', 'CARD_STATUS', 'CARDS_NOT_CONFIGURED', 'PRODUCT_LIMIT'],
    tag: 'Cards',
    answer: CardShape,
    async write(tx, call) {
      const cardId = call.params.cardId ?? ''
      const found = await findCard(tx, call.companyId, cardId)
      if (isRefusal(found)) return found
      // Before the card's, as everywhere: whether it has expired is only sure under its lock.
      const company = await lockPack(tx, call.companyId)
      if (isRefusal(company)) return company
      const card = await lockLivingCard(tx, call.companyId, cardId)
      if (isRefusal(card)) return card
      const { bin, expiryMonths } = config.cards
      if (bin === null) return refuse('CARDS_NOT_CONFIGURED')
      const full = card.status === 'EXPIRED' ? await refuseWhenFull(tx, company) : null
      if (full !== null) return full
      const place = { companyId: call.companyId, cardId: card.id }
      const number = await issueNumber(tx, { sealer: vault.sealer, bin, expiryMonths }, place, call.now)
      const status = card.status === 'EXPIRED' ? 'ACTIVE' : card.status
      const changed = await changeCard(tx, card, { ...number, status })
      await auditCard(tx, call, card.id, 'reissued', {
        before: { status: card.status, last4: card.last4, expiry: card.expiry },
        after: { status: changed.status, last4: changed.last4, expiry: changed.expiry },
      })
      return showCard(changed)
    },
  })
}
