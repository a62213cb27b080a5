import { Type } from 'typebox'
import { readRoute } from '../../kernel/http/route.ts'
import { jsonNumber, unitsToText } from '../../kernel/money.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { readBalances } from '../../ledger/balances.ts'
import { findCard } from '../card.ts'
import { cardBalance, USD_DECIMALS } from '../card-accounts.ts'

export function getBalance() {
  return readRoute({
    method: 'GET',
    path: '/cards/virtual-cards/{cardId}/virtual-balances',
    access: { level: 1 },
    summary: 'Show what a card can spend, holds deducted',
    refusals: ['CARD_NOT_FOUND', 'BALANCE_NOT_TOP_UP'],
    tag: 'Cards',
    answer: Type.Object({ available_credit: Type.Number() }),
    async read(db, call) {
      const card = await findCard(db, call.companyId, call.params.cardId ?? '')
      if (isRefusal(card)) return card
      if (card.approval_method !== 'TOP_UP') return refuse('BALANCE_NOT_TOP_UP')
      const [found] = await readBalances(db, call.companyId, [cardBalance(card.id)])
      return { available_credit: jsonNumber(unitsToText(found?.available ?? 0n, USD_DECIMALS)) }
    },
  })
}
