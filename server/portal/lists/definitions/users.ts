import { sql } from 'kysely'
import { ROLES } from '../../../kernel/http/role.ts'
import { column } from '../columns.ts'
import type { List } from '../list.ts'

export const userList: List = {
  name: 'users',
  summary: 'The people of the company',
  access: { operation: 'management', level: 3 },
  rows: (companyId) => sql`FROM users u WHERE u.company_id = ${companyId} AND u.deleted_at IS NULL`,
  id: sql.ref('u.id'),
  time: sql.ref('u.created_at'),
  columns: {
    id: column.id('u.id'),
    email: column.text('u.email'),
    role: column.choice('u.role', ROLES),
    status: column.choice('u.status', ['INVITED', 'ACTIVE']),
    created_at: column.written('u.created_at'),
    approves_from: column.time('u.approves_from'),
  },
}
