import { sql } from 'kysely'
import { Type } from 'typebox'
import { addressKey } from '../chains/address.ts'
import type { Chain } from '../chains/chain.ts'
import type { Tokens } from '../chains/tokens.ts'
import type { Reader } from '../kernel/database.ts'
import {
  dateRangeFields,
  enumField,
  formA,
  pageFields,
  readDateRange,
  readPage,
} from '../kernel/http/fields.ts'
import { type Route, readRoute } from '../kernel/http/route.ts'
import { jsonNumber, unitsToText } from '../kernel/money.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { worthMicroUsd } from './minimum.ts'
import type { Deposit } from './types.ts'

export interface ListDepositsDeps {
  readonly chains: readonly Chain[]
  readonly tokens: Tokens
}

export const DEPOSIT_PRODUCTS = ['virtual_wallets', 'cards', 'treasury'] as const
export const DEPOSIT_STATUSES = [
  'DETECTED',
  'BELOW_MINIMUM',
  'CONFIRMED',
  'FINALIZED',
  'REVERTED',
  'UNATTRIBUTED',
  'UNSUPPORTED',
] as const
const MICRO_DECIMALS = 6

const nullable = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) =>
  Type.Union([schema, Type.Null()])

const DepositShape = Type.Object({
  id: Type.String(),
  product: enumField(DEPOSIT_PRODUCTS),
  wallet_id: Type.String(),
  address: Type.String(),
  blockchain: Type.String(),
  token_address: Type.String(),
  amount: nullable(Type.Number({ description: 'Null when the scale of an unsupported token is not known' })),
  usd_value: nullable(Type.Number()),
  transaction_hash: Type.String(),
  log_index: nullable(Type.Integer({ description: 'Null for coin, which has no log' })),
  block_number: Type.Integer(),
  status: enumField(DEPOSIT_STATUSES),
  sweep_transaction_hash: nullable(Type.String()),
  created_at: Type.String(),
  updated_at: Type.String(),
})

export function depositRoutes(deps: ListDepositsDeps): Route[] {
  return [listDeposits(deps)]
}

function listDeposits(deps: ListDepositsDeps) {
  return readRoute({
    method: 'GET',
    path: '/management/deposits',
    access: { level: 1 },
    summary: 'Deposits in every state, newest first',
    refusals: ['VALUE_NOT_ALLOWED'],
    tag: 'Deposits',
    query: Type.Object({
      product: Type.Optional(enumField(DEPOSIT_PRODUCTS)),
      status: Type.Optional(enumField(DEPOSIT_STATUSES)),
      address: Type.Optional(Type.String({ description: 'A deposit address' })),
      ...dateRangeFields,
      ...pageFields,
    }),
    answer: Type.Object({
      number_of_elements: Type.Integer(),
      next_page: nullable(Type.Integer()),
      total_pages: Type.Integer(),
      total_elements: Type.Integer(),
      items: Type.Array(DepositShape),
    }),
    async read(db, { companyId, query }) {
      const page = readPage(query)
      if (isRefusal(page)) return page
      const range = readDateRange(query)
      if (isRefusal(range)) return range
      const { product, status, address } = query
      const matching = db
        .selectFrom('deposits')
        .where('company_id', '=', companyId)
        .$if(product !== undefined, (rows) => rows.where('product', '=', product ?? ''))
        .$if(status !== undefined, (rows) => rows.where('status', '=', status ?? ''))
        .$if(address !== undefined, (rows) => rows.where('address', 'in', spellingsOf(deps, address ?? '')))
        .$if(range.from !== null, (rows) => rows.where('created_at', '>=', range.from))
        .$if(range.to !== null, (rows) => rows.where('created_at', '<=', range.to))
      const [found, total] = await Promise.all([
        matching.selectAll().orderBy('id', 'desc').limit(page.size).offset(page.offset).execute(),
        matching.select(sql<bigint>`count(*)`.as('count')).executeTakeFirst(),
      ])
      const items = []
      for (const deposit of found) items.push(await showDeposit(db, deps, deposit))
      return formA(items, Number(total?.count ?? 0n), page, 'items')
    },
  })
}

/** Text that is no address matches nothing, like an address that is not ours. */
function spellingsOf({ chains }: ListDepositsDeps, text: string): string[] {
  return [...new Set(chains.map((chain) => chain.addresses.read(text.trim()) ?? addressKey(text)))]
}

async function showDeposit(db: Reader, deps: ListDepositsDeps, deposit: Deposit) {
  const token = await deps.tokens.findEver(db, deposit.company_id, deposit.chain, deposit.token_address)
  const isValued = token !== null && deposit.status !== 'UNSUPPORTED'
  const decimals = token?.decimals ?? null
  return {
    id: deposit.id,
    product: deposit.product,
    wallet_id: deposit.wallet_id,
    address: deposit.address,
    blockchain: deposit.chain,
    token_address: deposit.token_address,
    amount: decimals === null ? null : jsonNumber(unitsToText(deposit.amount, decimals)),
    usd_value: isValued
      ? jsonNumber(unitsToText(worthMicroUsd(token, deposit.amount), MICRO_DECIMALS))
      : null,
    transaction_hash: deposit.tx_hash,
    log_index: deposit.log_index < 0 ? null : deposit.log_index,
    block_number: Number(deposit.block_number),
    status: deposit.status,
    sweep_transaction_hash: deposit.sweep_tx_hash,
    created_at: deposit.created_at.toISOString(),
    updated_at: deposit.updated_at.toISOString(),
  }
}
