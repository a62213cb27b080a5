import { Type } from 'typebox'
import { findCompany } from '../../../companies/company.ts'
import { Content } from '../../../kernel/http/content.ts'
import { dateRangeFields } from '../../../kernel/http/fields.ts'
import { readRoute } from '../../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../../kernel/refusal.ts'
import { findCard } from '../../card.ts'
import { readPeriod } from '../period.ts'
import { drawStatement } from './draw-statement.ts'
import { readStatement } from './read-statement.ts'

export function downloadStatement() {
  return readRoute({
    method: 'GET',
    path: '/cards/transactions/{cardId}/pdf',
    access: { level: 1 },
    summary: "A card's statement as PDF, by default of the last 7 days",
    refusals: ['CARD_NOT_FOUND_VAL', 'DATES_INVALID'],
    tag: 'Card transactions',
    query: Type.Object(dateRangeFields),
    answer: Type.String({ description: 'application/pdf' }),
    async read(db, { companyId, params, query, now }) {
      const card = await findCard(db, companyId, params.cardId ?? '')
      if (isRefusal(card)) return refuse('CARD_NOT_FOUND_VAL')
      const period = readPeriod(query, now)
      if (isRefusal(period)) return period
      const company = await findCompany(db, companyId)
      const bytes = await drawStatement({
        company: company?.name ?? '',
        holder: card.holder_name,
        last4: card.last4,
        hasBalance: card.approval_method === 'TOP_UP',
        period,
        issuedAt: now,
        facts: await readStatement(db, { companyId, cardId: card.id, period }),
      })
      const days = [period.from, period.to].map((date) => date.toISOString().slice(0, 10))
      return new Content('application/pdf', bytes, {
        'cache-control': 'no-store',
        'content-disposition': `attachment; filename="statement-${card.last4}-${days.join('-to-')}.pdf"`,
      })
    },
  })
}
