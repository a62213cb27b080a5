import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { findCard, lockLivingCard } from '../card.ts'
import { auditCard } from './change-card.ts'
import {
  createDepositWallet,
  findDepositWallet,
  retireByBlock,
  showTopUp,
  TopUpShape,
} from './deposit-wallet.ts'
import type { IssuingDeps } from './deps.ts'
import { lockPack } from './pool.ts'

/** A new address. What is on its way to the old one still counts for the card. */
export function rotateDepositWallet(deps: Pick<IssuingDeps, 'vault' | 'tokens'>) {
  return writeRoute({
    method: 'POST',
    path: '/cards/virtual-cards/{cardId}/deposit-wallet/rotate',
    access: { level: 2 },
    summary: 'Give a card a new deposit address',
    refusals: ['CARD_NOT_FOUND', 'CARD_STATUS', 'ROTATION_NOT_TOP_UP'],
    tag: 'Cards',
    answer: TopUpShape,
    async write(tx, call) {
      const cardId = call.params.cardId ?? ''
      const found = await findCard(tx, call.companyId, cardId)
      if (isRefusal(found)) return found
      // Locks: the company, the directory, the card. Only who has the company's changes which wallet is the card's.
      const company = await lockPack(tx, call.companyId)
      if (isRefusal(company)) return company
      const old = await findDepositWallet(tx, call.companyId, cardId)
      if (old !== null) await retireByBlock(tx, old, call.now)
      const card = await lockLivingCard(tx, call.companyId, cardId)
      if (isRefusal(card)) return card
      if (old === null) return refuse('ROTATION_NOT_TOP_UP')
      const wallet = await createDepositWallet(tx, deps, company, card.id, call.now)
      await auditCard(tx, call, card.id, 'deposit_wallet_rotated', {
        before: { address: old.address },
        after: { address: wallet.address },
      })
      return showTopUp(deps, wallet)
    },
  })
}
