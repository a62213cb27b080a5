import { Type } from 'typebox'
import type { CardsConfig } from '../../kernel/config-cards.ts'
import { readRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { findCard } from '../card.ts'
import { dayIn } from '../controls/business-day.ts'
import { rollTo } from '../controls/spending.ts'
import { readProgram } from '../program.ts'
import { dollarNumber } from '../purchase-event.ts'

export function accumulatedSpending(config: CardsConfig) {
  return readRoute({
    method: 'GET',
    path: '/cards/transactions/{cardId}/accumulated-spending',
    access: { level: 1 },
    summary: 'What a card has spent of its daily, weekly and monthly limit',
    refusals: ['CARD_NOT_FOUND_DOT'],
    tag: 'Card transactions',
    answer: Type.Object({
      daily_spending: Type.Number(),
      weekly_spending: Type.Number(),
      monthly_spending: Type.Number(),
    }),
    async read(db, { companyId, params, now }) {
      const card = await findCard(db, companyId, params.cardId ?? '')
      if (isRefusal(card)) return refuse('CARD_NOT_FOUND_DOT')
      const { settings } = await readProgram(db, companyId, config)
      const stored = {
        spentDay: card.spent_day,
        spentToday: card.spent_today,
        spentWeek: card.spent_week,
        spentMonth: card.spent_month,
      }
      const spent = rollTo(stored, dayIn(settings.limitTimeZone, now))
      return {
        daily_spending: dollarNumber(spent.spentToday),
        weekly_spending: dollarNumber(spent.spentWeek),
        monthly_spending: dollarNumber(spent.spentMonth),
      }
    },
  })
}
