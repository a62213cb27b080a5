import { type RawBuilder, sql } from 'kysely'
import type { Chain } from '../../chains/chain.ts'
import type { Tokens } from '../../chains/tokens.ts'
import type { Token } from '../../chains/types.ts'
import { column } from './columns.ts'
import type { Column } from './list.ts'

export interface TokenDeps {
  readonly tokens: Tokens
  readonly chains: readonly Chain[]
}

const MICRO_DECIMALS = 6

/**
 * Columns of an amount that is kept in smallest units, in a table with the columns company_id, chain, token_address and amount: its
 * token's symbol, the amount itself, and what it is worth today. Amounts of different tokens have no order, what they are worth has.
 */
export function tokenColumns(
  deps: TokenDeps,
  table: string,
): { readonly token_symbol: Column; readonly amount: Column; readonly usd_value: Column } {
  const amount = sql`${sql.ref(`${table}.amount`)} * ${sql`('1e-' || (${ofToken(deps, table, 'decimals')}))::numeric`}`
  const price = ofToken(deps, table, 'usd_price')
  return {
    token_symbol: { ...column.text(table), value: ofToken(deps, table, 'symbol'), isUnsorted: true },
    amount: { ...column.decimal(amount), isUnsorted: true },
    usd_value: column.decimal(sql`trunc(${amount} * (${price})::numeric, ${sql.lit(MICRO_DECIMALS)})`),
  }
}

const KNOWN: Readonly<Record<'symbol' | 'decimals' | 'usd_price', (token: Token) => string>> = {
  symbol: ({ symbol }) => symbol,
  decimals: ({ decimals }) => String(decimals),
  usd_price: ({ usdPrice }) => usdPrice,
}

/** As a text; also of a token that the company has removed since. */
function ofToken(
  { tokens, chains }: TokenDeps,
  table: string,
  what: keyof typeof KNOWN,
): RawBuilder<unknown> {
  const [companyId, chain, address] = ['company_id', 'chain', 'token_address'].map((name) =>
    sql.ref(`${table}.${name}`),
  )
  const known = chains.flatMap(({ config: { name } }) => [...tokens.defaults(name), tokens.native(name)])
  const cases = known.map(
    (token) =>
      sql`WHEN ${chain} = ${token.chain} AND ${address} = ${token.address} THEN ${KNOWN[what](token)}`,
  )
  return sql`CASE ${sql.join(cases, sql` `)} ELSE (
    SELECT own.${sql.ref(what)}::text FROM custom_tokens own
    WHERE own.company_id = ${companyId} AND own.chain = ${chain} AND own.address = ${address}
    ORDER BY own.deleted_at DESC NULLS FIRST LIMIT 1) END`
}
