import { sql } from 'kysely'
import { Type } from 'typebox'
import { findCompanyEvenDeleted } from '../../companies/company.ts'
import { formA, pageFields, readPage } from '../../kernel/http/fields.ts'
import { readRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { readSettlements, SettlementShape, showSettlement } from './settlement.ts'

export function listSettlements() {
  return readRoute({
    method: 'GET',
    path: '/management/companies/{companyId}/settlements',
    access: { operator: true },
    summary: 'What a company and the card network paid each other, newest first',
    refusals: ['COMPANY_NOT_FOUND'],
    tag: 'Settlements',
    query: Type.Object(pageFields),
    answer: Type.Object({
      number_of_elements: Type.Integer(),
      next_page: Type.Union([Type.Integer(), Type.Null()]),
      total_pages: Type.Integer(),
      total_elements: Type.Integer(),
      items: Type.Array(SettlementShape),
    }),
    async read(db, call) {
      const company = await findCompanyEvenDeleted(db, call.params.companyId ?? '')
      if (company === null) return refuse('COMPANY_NOT_FOUND')
      const page = readPage(call.query)
      if (isRefusal(page)) return page
      const found = await readSettlements(db, company.company_id, page)
      const total = await db
        .selectFrom('card_settlements')
        .select(sql<bigint>`count(*)`.as('count'))
        .where('company_id', '=', company.company_id)
        .executeTakeFirstOrThrow()
      return formA(found.map(showSettlement), Number(total.count), page, 'items')
    },
  })
}
