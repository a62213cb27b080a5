import { sql } from 'kysely'
import { Type } from 'typebox'
import { findChain } from '../chains/name.ts'
import type { Reader } from '../kernel/database.ts'
import {
  dateRangeFields,
  formA,
  listField,
  malformed,
  type Page,
  pageFields,
  readDateRange,
  readList,
  readPage,
} from '../kernel/http/fields.ts'
import { readRoute } from '../kernel/http/route.ts'
import { isId } from '../kernel/ids.ts'
import { jsonNumber, unitsToText } from '../kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import type { TreasuryDeps } from './deps.ts'
import { MOVEMENT_OPERATIONS, type MovementOperation, type MovementToken } from './movement.ts'

export const SHOWN_STATUSES = ['PENDING', 'SUCCESS', 'FAILED', 'MANUAL_CHECK'] as const

const MovementShape = Type.Object({
  account_id: Type.String(),
  wallet_id: Type.String(),
  amount: Type.Number(),
  operation: Type.Enum([...MOVEMENT_OPERATIONS]),
  datetime: Type.String(),
  blockchain: Type.String(),
  transaction_hash: Type.Union([Type.String(), Type.Null()]),
  data: Type.Object({ token: Type.Object({ address: Type.String(), symbol: Type.String() }) }),
  status: Type.Enum([...SHOWN_STATUSES]),
  operation_id: Type.String(),
})

const DAYS_BY_DEFAULT = 30
const MS_PER_DAY = 86_400_000

/** Newest first, over several wallets. */
export function searchMovements(deps: TreasuryDeps) {
  return readRoute({
    method: 'GET',
    path: '/mpc/treasury/transactions/search',
    access: { level: 1 },
    summary: 'Movements of treasury wallets',
    refusals: ['WALLET_NOT_FOUND', 'TREASURY_OPERATIONS', 'DATES_INVALID'],
    tag: 'Treasury',
    query: Type.Object({
      wallet_ids: listField(),
      operations: listField(),
      ...dateRangeFields,
      ...pageFields,
    }),
    answer: Type.Object({
      number_of_elements: Type.Integer(),
      next_page: Type.Union([Type.Integer(), Type.Null()]),
      total_pages: Type.Integer(),
      total_elements: Type.Integer(),
      movements: Type.Array(MovementShape),
    }),
    async read(db, { companyId, query, now }) {
      const walletIds = readList(query.wallet_ids)
      const texts = readList(query.operations)
      if (walletIds.length === 0) return malformed('wallet_ids is required')
      if (texts.length === 0) return malformed('operations is required')
      const page = readPage(query)
      if (isRefusal(page)) return page
      const unknown = await checkWallets(db, companyId, walletIds)
      if (unknown !== null) return unknown
      const operations = readOperations(texts)
      if (isRefusal(operations)) return operations
      const period = readPeriod(query, now)
      if (isRefusal(period)) return period
      const search = { companyId, walletIds, operations, ...period }
      const [rows, total] = await Promise.all([readRows(db, search, page), countRows(db, search)])
      return formA(
        rows.map((row) => showMovement(deps, row)),
        total,
        page,
        'movements',
      )
    },
  })
}

/** W3: every wallet must be there. */
async function checkWallets(
  db: Reader,
  companyId: string,
  walletIds: readonly string[],
): Promise<Refusal | null> {
  const ids = [...new Set(walletIds.map((id) => id.toLowerCase()))]
  if (!ids.every(isId)) return refuse('WALLET_NOT_FOUND')
  const found = await db
    .selectFrom('treasury_wallets')
    .select('id')
    .where('company_id', '=', companyId)
    .where('id', '=', sql<string>`ANY(${ids}::uuid[])`)
    .where('deleted_at', 'is', null)
    .execute()
  return found.length === ids.length ? null : refuse('WALLET_NOT_FOUND')
}

function readOperations(texts: readonly string[]): MovementOperation[] | Refusal {
  const find = (text: string) => MOVEMENT_OPERATIONS.find((operation) => operation === text.toUpperCase())
  const bad = texts.filter((text) => find(text) === undefined)
  if (bad.length > 0) return refuse('TREASURY_OPERATIONS', { bad: bad.join(', ') })
  return texts.map(find).filter((operation) => operation !== undefined)
}

/** A6 when unreadable or the wrong way round. */
function readPeriod(
  query: { readonly from_date?: unknown; readonly to_date?: unknown },
  now: Date,
): { from: Date; to: Date } | Refusal {
  const given = readDateRange(query)
  if (isRefusal(given)) return refuse('DATES_INVALID')
  const from = given.from ?? new Date(now.getTime() - DAYS_BY_DEFAULT * MS_PER_DAY)
  const to = given.to ?? now
  return from > to ? refuse('DATES_INVALID') : { from, to }
}

interface Search {
  readonly companyId: string
  readonly walletIds: readonly string[]
  readonly operations: readonly MovementOperation[]
  readonly from: Date
  readonly to: Date
}

interface MovementRow {
  readonly account_id: string
  readonly wallet_id: string
  readonly amount: bigint
  readonly operation: MovementOperation
  readonly created_at: Date
  readonly chain: string
  readonly tx_hash: string | null
  readonly data: { readonly token: MovementToken }
  readonly status: string
  readonly operation_id: string
  readonly deposit_status: string | null
  readonly reason: string | null
  readonly fee_paid: bigint | null
}

function matching({ companyId, walletIds, operations, from, to }: Search) {
  return sql`m.company_id = ${companyId} AND m.wallet_id = ANY(${walletIds}::uuid[])
    AND m.operation = ANY(${operations}::text[]) AND m.created_at BETWEEN ${from} AND ${to}`
}

/** With what changes under a movement as it is now: the deposit's state, reason, fee and hash of a transfer. */
async function readRows(db: Reader, search: Search, { size, offset }: Page): Promise<MovementRow[]> {
  const { rows } = await sql<MovementRow>`
    SELECT w.account_id, m.wallet_id, m.amount, m.operation, m.created_at, m.chain, coalesce(m.tx_hash, t.hash) AS tx_hash,
           m.data, m.status, m.operation_id, d.status AS deposit_status, p.reason, t.fee_paid
    FROM movements m
    JOIN treasury_wallets w ON w.company_id = m.company_id AND w.id = m.wallet_id
    LEFT JOIN deposits d ON m.operation = 'DEPOSIT' AND d.company_id = m.company_id AND d.id = m.subject_id
    LEFT JOIN payments p ON m.operation = 'TRANSFER' AND p.company_id = m.company_id AND p.id = m.subject_id
    LEFT JOIN chain_transactions t ON m.operation <> 'DEPOSIT' AND t.company_id = m.company_id AND t.id = m.subject_id
    WHERE ${matching(search)}
    ORDER BY m.created_at DESC, m.id DESC LIMIT ${size} OFFSET ${offset}`.execute(db)
  return rows
}

async function countRows(db: Reader, search: Search): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`
    SELECT count(*) FROM movements m WHERE ${matching(search)}`.execute(db)
  return Number(rows[0]?.count ?? 0n)
}

const SHOWN_STATUS: Readonly<Record<string, string>> = { COMPLETED: 'SUCCESS', PROCESSING: 'MANUAL_CHECK' }

function showMovement(deps: Pick<TreasuryDeps, 'chains'>, row: MovementRow): object {
  const { address, symbol, decimals } = row.data.token
  return {
    account_id: row.account_id,
    wallet_id: row.wallet_id,
    amount: jsonNumber(unitsToText(row.amount, decimals)),
    operation: row.operation,
    datetime: row.created_at.toISOString(),
    blockchain: row.chain,
    transaction_hash: row.tx_hash,
    data: { ...row.data, token: { address, symbol }, ...liveData(deps, row) },
    status: SHOWN_STATUS[row.status] ?? row.status,
    operation_id: row.operation_id,
  }
}

function liveData(deps: Pick<TreasuryDeps, 'chains'>, row: MovementRow): object {
  if (row.operation === 'DEPOSIT') return { deposit_status: row.deposit_status }
  if (row.operation !== 'TRANSFER') return {}
  const { nativeDecimals } = findChain(deps.chains, row.chain).config
  const fee = row.fee_paid === null ? null : jsonNumber(unitsToText(row.fee_paid, nativeDecimals))
  return { network_fee: fee, reason: row.reason }
}
