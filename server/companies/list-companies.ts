import { Type } from 'typebox'
import { readRoute } from '../kernel/http/route.ts'
import { NullableInstant, NullableText } from './schemas.ts'

export const listCompaniesRoute = readRoute({
  method: 'GET',
  path: '/management/companies/list',
  access: { operator: true },
  summary: 'List all companies, the deleted ones too',
  tag: 'Companies',
  answer: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      email: NullableText,
      deleted_at: NullableInstant,
    }),
  ),
  read: (db) =>
    db
      .selectFrom('companies')
      .select(['company_id as id', 'name', 'email', 'deleted_at'])
      .orderBy('number', 'desc')
      .execute(),
})
