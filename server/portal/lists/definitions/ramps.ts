import { type RawBuilder, sql } from 'kysely'
import { Type } from 'typebox'
import type { Chain } from '../../../chains/chain.ts'
import type { Tokens } from '../../../chains/tokens.ts'
import type { Token } from '../../../chains/types.ts'
import { jsonNumber } from '../../../kernel/money.ts'
import { column } from '../columns.ts'
import type { Column, List } from '../list.ts'

interface RampListDeps {
  readonly tokens: Tokens
  readonly chains: readonly Chain[]
}

const CURRENCIES = ['USD', 'EUR', 'MXN', 'BRL', 'GBP', 'COP']
const STATUSES = ['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED']

/** The contract's own list knows no clients and no order. */
export function rampList(deps: RampListDeps): List {
  const { symbol, units } = readTokens(deps)
  const fiat = (amount: string) => sql`${sql.ref(amount)} * 0.01`
  const crypto = (amount: string) => sql`${sql.ref(amount)} * ${units}`
  const byType = (on: RawBuilder<unknown>, off: RawBuilder<unknown>) =>
    sql`CASE r.type WHEN 'RAMP_ON' THEN ${on} ELSE ${off} END`
  return {
    name: 'ramps',
    summary: 'Ramps with their clients and wallets',
    access: { operation: 'virtual_wallets', level: 1 },
    // Of others nobody has been told.
    rows: (companyId) => sql`
      FROM ramps r
      JOIN virtual_wallets w ON w.company_id = r.company_id AND w.id = r.wallet_id
      WHERE r.company_id = ${companyId} AND r.state NOT IN ('CREATING', 'UNDONE')`,
    id: sql.ref('r.id'),
    time: sql.ref('r.created_at'),
    columns: {
      id: column.id('r.id'),
      type: column.choice('r.type', ['RAMP_ON', 'RAMP_OFF']),
      status: column.choice('r.status', STATUSES),
      state: column.text('r.state'),
      client_id: column.reference('r.client_id'),
      client_name: column.text('r.client_name'),
      wallet_id: column.reference('r.wallet_id'),
      wallet_alias: column.text('w.alias'),
      blockchain: column.choice(
        'r.chain',
        deps.chains.map(({ config }) => config.name),
      ),
      payment_rail: column.text('r.rail'),
      currency: column.choice('r.currency', CURRENCIES),
      origin_amount: amount(byType(fiat('r.origin_amount'), crypto('r.origin_amount'))),
      origin_currency: text(byType(sql.ref('r.currency'), symbol)),
      final_amount: amount(byType(crypto('r.final_amount'), fiat('r.final_amount'))),
      final_currency: text(byType(symbol, sql.ref('r.currency'))),
      reason: column.text('r.reason'),
      created_at: column.written('r.created_at'),
      updated_at: column.time('r.updated_at'),
    },
  }
}

/** What one smallest unit of the chain's first token is, and its symbol: ramps are of that token alone. */
function readTokens({ tokens, chains }: RampListDeps) {
  const known = chains.flatMap(({ config: { name } }) => {
    const [token] = tokens.defaults(name)
    return token === undefined ? [] : [{ chain: name, token }]
  })
  const of = (value: (token: Token) => RawBuilder<unknown>) =>
    sql`CASE r.chain ${sql.join(
      known.map(({ chain, token }) => sql`WHEN ${chain} THEN ${value(token)}`),
      sql` `,
    )} END`
  return {
    symbol: of(({ symbol }) => sql`${symbol}::text`),
    units: of(({ decimals }) => sql`${`1e-${decimals}`}::numeric`),
  }
}

/** Of different currencies: an order of them would say nothing. */
function amount(value: RawBuilder<unknown>): Column {
  return {
    value,
    type: 'numeric',
    answer: Type.Union([Type.Number(), Type.Null()]),
    show: (digits: string) => jsonNumber(digits),
    isUnsorted: true,
  }
}

function text(value: RawBuilder<unknown>): Column {
  return { value, type: 'text', answer: Type.String(), isUnsorted: true }
}
