import { sql } from 'kysely'
import { MOVEMENT_OPERATIONS, MOVEMENT_STATUSES } from '../../../wallets/movement.ts'
import { column } from '../columns.ts'
import type { List } from '../list.ts'
import { type TokenDeps, tokenColumns } from '../token-columns.ts'

/** With what changes under a movement as it is now, as the contract's call shows it. */
export function walletMovementList(deps: TokenDeps): List {
  const { token_symbol, amount, usd_value } = tokenColumns(deps, 'm')
  return {
    name: 'wallet-movements',
    summary: 'Movements of a virtual wallet',
    access: { operation: 'virtual_wallets', level: 2 },
    rows: (companyId) => sql`
      FROM movements m
      JOIN virtual_wallets w ON w.company_id = m.company_id AND w.id = m.wallet_id AND w.deleted_at IS NULL
      LEFT JOIN payments p ON p.company_id = m.company_id AND p.id = m.subject_id
        AND m.operation IN ('WITHDRAWAL', 'USER_WITHDRAWAL', 'RAMP_OFF_TRANSFER')
      LEFT JOIN chain_transactions t ON t.company_id = p.company_id AND t.id = p.id
      WHERE m.company_id = ${companyId}`,
    id: sql.ref('m.id'),
    time: sql.ref('m.created_at'),
    columns: {
      date: column.written('m.created_at'),
      id: column.id('m.id'),
      wallet_id: { ...column.reference('m.wallet_id'), isNeeded: true },
      operation: column.choice('m.operation', MOVEMENT_OPERATIONS),
      operation_id: column.text('m.operation_id'),
      status: column.choice('m.status', MOVEMENT_STATUSES),
      blockchain: column.exact('m.chain'),
      token_symbol,
      token_address: column.exact('m.token_address'),
      amount,
      usd_value,
      other_side: { ...column.text('m.data'), value: OTHER_SIDE },
      transaction_hash: { ...column.text('m.tx_hash'), value: sql`coalesce(m.tx_hash, t.hash)` },
      reason: { ...column.text('p.reason'), value: sql`coalesce(p.reason, m.data->>'reason')` },
    },
  }
}

/** Where it came from or went to; null: neither is an address. */
const OTHER_SIDE = sql`coalesce(m.data->>'from_wallet_address', m.data->>'to_wallet_address', m.data->>'counterparty_wallet_address')`
