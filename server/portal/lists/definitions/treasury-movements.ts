import { sql } from 'kysely'
import { MOVEMENT_OPERATIONS } from '../../../treasury/movement.ts'
import { SHOWN_STATUSES } from '../../../treasury/search-movements.ts'
import { column } from '../columns.ts'
import type { List } from '../list.ts'
import { type TokenDeps, tokenColumns } from '../token-columns.ts'

/** Of the wallets that are there. */
export function treasuryMovementList(deps: TokenDeps): List {
  const { token_symbol, amount, usd_value } = tokenColumns(deps, 'm')
  return {
    name: 'treasury-movements',
    summary: 'Movements of treasury wallets',
    access: { operation: 'treasury', level: 1 },
    rows: (companyId) => sql`
      FROM movements m
      JOIN treasury_wallets w ON w.company_id = m.company_id AND w.id = m.wallet_id AND w.deleted_at IS NULL
      LEFT JOIN payments p ON m.operation = 'TRANSFER' AND p.company_id = m.company_id AND p.id = m.subject_id
      LEFT JOIN chain_transactions t ON m.operation <> 'DEPOSIT' AND t.company_id = m.company_id AND t.id = m.subject_id
      WHERE m.company_id = ${companyId}`,
    // The movement's own id follows from what it shows and has no order; of each there is one.
    id: sql.ref('m.subject_id'),
    time: sql.ref('m.created_at'),
    columns: {
      datetime: column.written('m.created_at'),
      operation: column.choice('m.operation', MOVEMENT_OPERATIONS),
      operation_id: column.text('m.operation_id'),
      status: column.choice(
        sql`CASE m.status WHEN 'COMPLETED' THEN 'SUCCESS' WHEN 'PROCESSING' THEN 'MANUAL_CHECK' ELSE m.status END`,
        SHOWN_STATUSES,
      ),
      blockchain: column.exact('m.chain'),
      account_id: column.reference('w.account_id'),
      wallet_id: column.reference('m.wallet_id'),
      wallet_alias: column.text('w.alias'),
      token_symbol,
      token_address: column.exact('m.token_address'),
      amount,
      usd_value,
      other_side: {
        ...column.text('m.data'),
        value: sql`coalesce(m.data->>'from_wallet_address', m.data->>'to_wallet_address')`,
      },
      transaction_hash: { ...column.text('m.tx_hash'), value: sql`coalesce(m.tx_hash, t.hash)` },
      reason: column.text('p.reason'),
    },
  }
}
