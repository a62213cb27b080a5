import { sql } from 'kysely'
import { Type } from 'typebox'
import { NullableInteger } from '../companies/schemas.ts'
import { enumField, formA, pageFields, readPage } from '../kernel/http/fields.ts'
import { readRoute } from '../kernel/http/route.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { APPROVAL_STATUSES } from './approval.ts'
import type { PoliciesDeps } from './deps.ts'
import { ApprovalShape, showApprovals } from './show-approval.ts'

export function listApprovalsRoute({ tokens }: Pick<PoliciesDeps, 'tokens'>) {
  return readRoute({
    method: 'GET',
    path: '/management/approvals',
    access: { level: 3 },
    summary: 'What waits for people, and what they decided; newest first',
    refusals: ['VALUE_NOT_ALLOWED'],
    tag: 'Policies',
    query: Type.Object({ status: Type.Optional(enumField(APPROVAL_STATUSES)), ...pageFields }),
    answer: Type.Object({
      number_of_elements: Type.Integer(),
      next_page: NullableInteger,
      total_pages: Type.Integer(),
      total_elements: Type.Integer(),
      items: Type.Array(ApprovalShape),
    }),
    async read(db, { companyId, query: { status, ...paging } }) {
      const page = readPage(paging)
      if (isRefusal(page)) return page
      let matching = db.selectFrom('approvals').where('company_id', '=', companyId)
      if (status !== undefined) matching = matching.where('status', '=', status)
      const { total } = await matching.select(sql<bigint>`count(*)`.as('total')).executeTakeFirstOrThrow()
      const rows = await matching
        .selectAll()
        .orderBy('id', 'desc')
        .limit(page.size)
        .offset(page.offset)
        .execute()
      return formA(await showApprovals(db, tokens, companyId, rows), Number(total), page, 'items')
    },
  })
}
