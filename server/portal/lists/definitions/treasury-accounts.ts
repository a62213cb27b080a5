import { sql } from 'kysely'
import { Type } from 'typebox'
import { column } from '../columns.ts'
import type { List } from '../list.ts'

export const treasuryAccountList: List = {
  name: 'treasury-accounts',
  summary: 'Treasury accounts, with how many wallets each has',
  access: { operation: 'treasury', level: 1 },
  rows: (companyId) =>
    sql`FROM treasury_accounts a WHERE a.company_id = ${companyId} AND a.deleted_at IS NULL`,
  id: sql.ref('a.id'),
  time: sql.ref('a.created_at'),
  columns: {
    id: column.id('a.id'),
    alias: column.text('a.alias'),
    wallets: {
      value: sql`(SELECT count(*)::integer FROM treasury_wallets w
        WHERE w.company_id = a.company_id AND w.account_id = a.id AND w.deleted_at IS NULL)`,
      type: 'integer',
      answer: Type.Integer(),
    },
    created_at: column.written('a.created_at'),
  },
}
