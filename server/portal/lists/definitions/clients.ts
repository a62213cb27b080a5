import { sql } from 'kysely'
import { column } from '../columns.ts'
import type { List } from '../list.ts'

/** A business goes by its legal name, a person by both names. */
const NAME = sql`coalesce(c.business_legal_name, nullif(concat_ws(' ', c.first_name, c.last_name), ''))`

/** Nothing of it is a number of somebody's papers. */
export const clientList: List = {
  name: 'clients',
  summary: 'Clients of both kinds',
  access: { operation: 'management', level: 1 },
  rows: (companyId) => sql`FROM clients c WHERE c.company_id = ${companyId} AND c.deleted_at IS NULL`,
  id: sql.ref('c.id'),
  time: sql.ref('c.created_at'),
  columns: {
    id: column.id('c.id'),
    name: { ...column.text('c.email'), value: NAME },
    type: column.choice('c.type', ['individual', 'business']),
    status: column.choice('c.status', ['pending', 'in_review', 'active', 'rejected']),
    email: column.text('c.email'),
    rejection_code: column.text('c.rejection_code'),
    created_at: column.written('c.created_at'),
    updated_at: column.time('c.updated_at'),
  },
}
