import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Chain } from '../../../chains/chain.ts'
import { jsonNumber } from '../../../kernel/money.ts'
import { column } from '../columns.ts'
import type { List } from '../list.ts'

export function tokenList({ chains }: { readonly chains: readonly Chain[] }): List {
  return {
    name: 'tokens',
    summary: "The company's own tokens",
    access: { operation: 'treasury', level: 1 },
    rows: (companyId) => sql`FROM custom_tokens t WHERE t.company_id = ${companyId} AND t.deleted_at IS NULL`,
    id: sql.ref('t.id'),
    time: sql.ref('t.created_at'),
    columns: {
      id: column.id('t.id'),
      symbol: column.text('t.symbol'),
      name: column.text('t.name'),
      blockchain: column.choice(
        't.chain',
        chains.map(({ config }) => config.name),
      ),
      address: column.text('t.address'),
      decimals: { value: sql.ref('t.decimals'), type: 'integer', answer: Type.Integer() },
      usd_price: {
        value: sql`t.usd_price::numeric`,
        type: 'numeric',
        answer: Type.Number(),
        show: (text: string) => jsonNumber(text),
      },
      created_at: column.written('t.created_at'),
    },
  }
}
