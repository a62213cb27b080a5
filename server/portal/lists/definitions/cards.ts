import { sql } from 'kysely'
import { USD } from '../../../cards/card-accounts.ts'
import { column } from '../columns.ts'
import type { List } from '../list.ts'

export const cardList: List = {
  name: 'cards',
  summary: 'Cards, with what those of TOP_UP can spend; without deleted ones',
  access: { operation: 'cards', level: 1 },
  rows: (companyId) => sql`
    FROM cards c
    LEFT JOIN ledger_accounts a ON a.company_id = c.company_id AND a.code = 'CARD_BALANCE' AND a.asset = ${USD}
      AND a.owner_id = c.id
    WHERE c.company_id = ${companyId} AND c.status <> 'DELETED'`,
  id: sql.ref('c.id'),
  time: sql.ref('c.created_at'),
  columns: {
    id: column.id('c.id'),
    card_holder_name: column.text('c.holder_name'),
    last4: column.text('c.last4'),
    status: column.choice('c.status', ['ACTIVE', 'FROZEN', 'BLOCKED', 'EXPIRED']),
    approval_method: column.choice('c.approval_method', ['TOP_UP', 'WEBHOOK', 'NONE']),
    available_credit: column.dollars(sql`CASE WHEN c.approval_method = 'TOP_UP'
      THEN coalesce(a.credits - a.debits - a.debits_held, 0) END`),
    daily_limit: column.dollars(sql`c.daily_limit`),
    monthly_limit: column.dollars(sql`c.monthly_limit`),
    email: column.text('c.email'),
    created_at: column.written('c.created_at'),
  },
}
