import { sql } from 'kysely'
import { APPROVAL_STATUSES } from '../../../policies/approval.ts'
import { DecisionsShape, readDecisions } from '../../../policies/show-approval.ts'
import { column } from '../columns.ts'
import type { Beside, List } from '../list.ts'
import { type TokenDeps, tokenColumns } from '../token-columns.ts'

export function approvalList(deps: TokenDeps): List {
  const { token_symbol, amount, usd_value } = tokenColumns(deps, 'a')
  return {
    name: 'approvals',
    summary: 'What waits for people, and what they decided',
    access: { operation: 'management', level: 3 },
    rows: (companyId) => sql`FROM approvals a WHERE a.company_id = ${companyId}`,
    id: sql.ref('a.id'),
    time: sql.ref('a.created_at'),
    columns: {
      created_at: column.written('a.created_at'),
      id: column.id('a.id'),
      status: column.choice('a.status', APPROVAL_STATUSES),
      product: column.exact('a.product'),
      operation: column.exact('a.operation'),
      blockchain: column.exact('a.chain'),
      wallet_id: column.reference('a.wallet_id'),
      to_address: column.text('a.to_address'),
      token_address: column.exact('a.token_address'),
      token_symbol,
      amount,
      usd_value,
      requested_by: column.text('a.requested_by'),
      expires_at: column.time('a.expires_at'),
    },
    beside: decisions,
  }
}

const decisions: Beside = {
  answers: { decisions: DecisionsShape },
  async read(db, companyId, ids) {
    const decisionsOf = await readDecisions(db, companyId, ids)
    return ids.map((id) => ({ decisions: decisionsOf(id) }))
  },
  csv: (value) => value,
}
