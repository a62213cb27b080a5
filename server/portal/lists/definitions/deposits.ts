import { sql } from 'kysely'
import { DEPOSIT_PRODUCTS, DEPOSIT_STATUSES } from '../../../deposits/list-deposits.ts'
import { column } from '../columns.ts'
import type { List } from '../list.ts'
import { type TokenDeps, tokenColumns } from '../token-columns.ts'

export function depositList(deps: TokenDeps): List {
  const { token_symbol, amount, usd_value } = tokenColumns(deps, 'd')
  return {
    name: 'deposits',
    summary: 'Deposits in every state, with what they are worth today',
    access: { operation: 'management', level: 1 },
    rows: (companyId) => sql`FROM deposits d WHERE d.company_id = ${companyId}`,
    id: sql.ref('d.id'),
    time: sql.ref('d.created_at'),
    columns: {
      created_at: column.written('d.created_at'),
      id: column.id('d.id'),
      product: column.choice('d.product', DEPOSIT_PRODUCTS),
      status: column.choice('d.status', DEPOSIT_STATUSES),
      blockchain: column.choice(
        'd.chain',
        deps.chains.map(({ config }) => config.name),
      ),
      wallet_id: column.reference('d.wallet_id'),
      address: column.text('d.address'),
      token_address: column.exact('d.token_address'),
      token_symbol,
      amount,
      usd_value,
      transaction_hash: column.text('d.tx_hash'),
      block_number: column.decimal(sql`d.block_number::numeric`),
      sweep_transaction_hash: column.text('d.sweep_tx_hash'),
      updated_at: column.time('d.updated_at'),
    },
  }
}
