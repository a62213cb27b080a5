import { Type } from 'typebox'
import { readRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { findCard } from '../card.ts'
import { findDepositWallet, showTopUp, TopUpShape } from './deposit-wallet.ts'
import type { IssuingDeps } from './deps.ts'

/** Nothing for a card that has no balance of its own, and for a deleted one: what is sent there would be lost to its holder. */
export function getTopUp(deps: Pick<IssuingDeps, 'tokens'>) {
  return readRoute({
    method: 'GET',
    path: '/cards/virtual-cards/{cardId}/top-up',
    access: { level: 1 },
    summary: 'Show where a card is topped up',
    refusals: ['CARD_NOT_FOUND'],
    tag: 'Cards',
    answer: Type.Array(TopUpShape),
    async read(db, call) {
      const card = await findCard(db, call.companyId, call.params.cardId ?? '')
      if (isRefusal(card)) return card
      if (card.status === 'DELETED') return []
      const wallet = await findDepositWallet(db, call.companyId, card.id)
      return wallet === null ? [] : [showTopUp(deps, wallet)]
    },
  })
}
