import { sql } from 'kysely'
import type { Chain } from '../../../chains/chain.ts'
import { column } from '../columns.ts'
import type { List } from '../list.ts'

export function treasuryWalletList({ chains }: { readonly chains: readonly Chain[] }): List {
  return {
    name: 'treasury-wallets',
    summary: 'Treasury wallets of all accounts',
    access: { operation: 'treasury', level: 1 },
    rows: (companyId) => sql`
      FROM treasury_wallets w
      JOIN treasury_accounts a ON a.company_id = w.company_id AND a.id = w.account_id
      WHERE w.company_id = ${companyId} AND w.deleted_at IS NULL AND a.deleted_at IS NULL`,
    id: sql.ref('w.id'),
    time: sql.ref('w.created_at'),
    columns: {
      id: column.id('w.id'),
      alias: column.text('w.alias'),
      account_id: column.reference('w.account_id'),
      account_alias: column.text('a.alias'),
      blockchain: column.choice(
        'w.chain',
        chains.map(({ config }) => config.name),
      ),
      wallet_address: column.text('w.address'),
      created_at: column.written('w.created_at'),
    },
  }
}
