import { sql } from 'kysely'
import { column } from '../columns.ts'
import type { List } from '../list.ts'

export const auditLogList: List = {
  name: 'audit-log',
  summary: 'Who has changed what',
  access: { operation: 'management', level: 3 },
  rows: (companyId) => sql`FROM audit_log a WHERE a.company_id = ${companyId}`,
  id: sql.ref('a.id'),
  time: sql.ref('a.at'),
  columns: {
    at: column.written('a.at'),
    id: column.id('a.id'),
    actor_type: column.choice('a.actor_type', ['KEY', 'USER', 'OPERATOR', 'SYSTEM']),
    actor_name: column.text('a.actor_name'),
    actor_id: column.text('a.actor_id'),
    action: column.exact('a.action'),
    object_type: column.exact('a.object_type'),
    object_id: column.text('a.object_id'),
    before: column.object('a.before'),
    after: column.object('a.after'),
    ip_address: column.text('a.ip_address'),
    trace_id: column.text('a.trace_id'),
  },
}
