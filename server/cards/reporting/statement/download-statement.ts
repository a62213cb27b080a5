import { Type } from 'typebox'
import { findCompany } from '../../../companies/company.ts'
import type { Reader } from '../../../kernel/database.ts'
import { Content } from '../../../kernel/http/content.ts'
import { dateRangeFields } from '../../../kernel/http/fields.ts'
import { readRoute } from '../../../kernel/http/route.ts'
import { createOneByOne } from '../../../kernel/pdf/one-by-one.ts'
import { isRefusal, refuse } from '../../../kernel/refusal.ts'
import { type Card, findCard } from '../../card.ts'
import { type Period, readPeriod } from '../period.ts'
import { drawStatement } from './draw-statement.ts'
import { readStatement } from './read-statement.ts'

/** Drawing takes the processor from purchases: on each node one statement is drawn at a time, and few wait with it. */
const WAITING_MAX = 8
const RETRY_SECONDS = '5'

export function downloadStatement() {
  const oneByOne = createOneByOne(WAITING_MAX)
  return readRoute({
    method: 'GET',
    path: '/cards/transactions/{cardId}/pdf',
    access: { level: 1 },
    summary: "A card's statement as PDF, by default of the last 7 days",
    refusals: ['CARD_NOT_FOUND_VAL', 'DATES_INVALID'],
    tag: 'Card transactions',
    query: Type.Object(dateRangeFields),
    answer: Type.String({ description: 'The document' }),
    answerType: 'application/pdf',
    async read(db, { companyId, params, query, now }) {
      const card = await findCard(db, companyId, params.cardId ?? '')
      if (isRefusal(card)) return refuse('CARD_NOT_FOUND_VAL')
      const period = readPeriod(query, now)
      if (isRefusal(period)) return period
      const bytes = await oneByOne(() => makeStatement(db, card, period, now))
      if (bytes === null) return refuse('AT_CAPACITY', { n: RETRY_SECONDS })
      const days = [period.from, period.to].map((date) => date.toISOString().slice(0, 10))
      return new Content('application/pdf', bytes, {
        'cache-control': 'no-store',
        'content-disposition': `attachment; filename="statement-${card.last4}-${days.join('-to-')}.pdf"`,
      })
    },
  })
}

async function makeStatement(reader: Reader, card: Card, period: Period, now: Date): Promise<Buffer> {
  const { company_id: companyId, id: cardId } = card
  const company = await findCompany(reader, companyId)
  return drawStatement({
    company: company?.name ?? '',
    holder: card.holder_name,
    last4: card.last4,
    hasBalance: card.approval_method === 'TOP_UP',
    period,
    issuedAt: now,
    facts: await readStatement(reader, { companyId, cardId, period }),
  })
}
