import { sql } from 'kysely'
import { Type } from 'typebox'
import { readChainName } from '../chains/name.ts'
import type { Reader } from '../kernel/database.ts'
import { enumField, readPage } from '../kernel/http/fields.ts'
import { readRoute } from '../kernel/http/route.ts'
import { jsonNumber, unitsToText } from '../kernel/money.ts'
import { isRefusal, type Refusal } from '../kernel/refusal.ts'
import { confirmations } from '../payments/read-payment.ts'
import type { WalletDeps } from './deps.ts'
import { MOVEMENT_STATUSES, type MovementToken } from './movement.ts'
import { type PagePlace, readPageToken, type SortOrder, writePageToken } from './page-token.ts'
import { findVirtualWallet } from './virtual-wallet.ts'

const MovementShape = Type.Object({
  id: Type.String(),
  date: Type.String(),
  operation: Type.String(),
  operation_id: Type.String(),
  status: Type.Enum([...MOVEMENT_STATUSES]),
  wallet_id: Type.String(),
  blockchain: Type.String(),
  transaction_hash: Type.Union([Type.String(), Type.Null()]),
  amount: Type.Number(),
  data: Type.Object({ token: Type.Object({ address: Type.String(), symbol: Type.String() }) }),
})

export function listMovements(deps: WalletDeps) {
  return readRoute({
    method: 'GET',
    path: '/virtual-wallets/{walletId}/movements',
    access: { level: 2 },
    summary: 'Movements of a virtual wallet',
    refusals: ['VALUE_NOT_ALLOWED', 'WALLET_NOT_FOUND'],
    tag: 'Virtual wallets',
    query: Type.Object({
      paging_state_token: Type.Optional(Type.String()),
      sort_order: Type.Optional(enumField(['ASC', 'DESC'])),
      size: Type.Optional(Type.String({ description: '1 to 100, default 10' })),
      blockchain: Type.Optional(Type.String()),
    }),
    answer: Type.Object({
      movements: Type.Array(MovementShape),
      paging_state_token: Type.Union([Type.String(), Type.Null()]),
    }),
    async read(db, call) {
      const { sort_order: order = 'DESC', paging_state_token: pageToken, size, blockchain } = call.query
      const page = readPage({ size })
      if (isRefusal(page)) return page
      const chain = blockchain === undefined ? null : readChainName(deps.chains, blockchain)
      if (isRefusal(chain)) return chain
      const wallet = await findVirtualWallet(db, call.companyId, call.params.walletId ?? '')
      if (isRefusal(wallet)) return wallet
      const place = { companyId: call.companyId, walletId: wallet.id, order }
      const after = readPlace(pageToken, place)
      if (isRefusal(after)) return after
      if (chain !== null && chain !== wallet.chain) return { movements: [], paging_state_token: null }
      const rows = await readMovements(db, place, after, page.size + 1)
      const shown = rows.slice(0, page.size)
      const last = rows.length > page.size ? shown.at(-1) : undefined
      return {
        movements: shown.map(showMovement),
        paging_state_token: last === undefined ? null : writePageToken(place, last.id),
      }
    },
  })
}

function readPlace(text: string | undefined, place: PagePlace): string | null | Refusal {
  return text === undefined || text === '' ? null : readPageToken(place, text)
}

interface MovementRow {
  readonly id: string
  readonly created_at: Date
  readonly operation: string
  readonly operation_id: string
  readonly status: string
  readonly wallet_id: string
  readonly chain: string
  readonly tx_hash: string | null
  readonly amount: bigint
  readonly data: {
    readonly token: MovementToken
    readonly previous_balance?: string
    readonly reason?: string
    /** Decimal texts of a ramp. */
    readonly source_amount?: string | null
    readonly destination_amount?: string | null
    readonly exchange_rate?: string | null
  }
  readonly deposit_status: string | null
  readonly deposit_block: bigint | null
  readonly network_status: string | null
  readonly reason: string | null
  readonly head_number: bigint | null
}

/** With what changes under a movement as it is now: the deposit's state, the payment's, the hash of one under way. */
async function readMovements(
  db: Reader,
  place: PagePlace,
  after: string | null,
  limit: number,
): Promise<MovementRow[]> {
  const direction: Record<SortOrder, ReturnType<typeof sql>> = { ASC: sql`ASC`, DESC: sql`DESC` }
  const beyond =
    after === null ? sql`` : place.order === 'ASC' ? sql`AND m.id > ${after}` : sql`AND m.id < ${after}`
  const { rows } = await sql<MovementRow>`
    SELECT m.id, m.created_at, m.operation, m.operation_id, m.status, m.wallet_id, m.chain, m.amount, m.data,
           coalesce(m.tx_hash, t.hash) AS tx_hash, d.status AS deposit_status, d.block_number AS deposit_block,
           p.status AS network_status, p.reason, c.head_number
    FROM movements m
    LEFT JOIN deposits d ON m.operation = 'DEPOSIT' AND d.company_id = m.company_id AND d.id = m.subject_id
    LEFT JOIN payments p ON m.operation IN ('WITHDRAWAL', 'USER_WITHDRAWAL', 'RAMP_OFF_TRANSFER')
      AND p.company_id = m.company_id AND p.id = m.subject_id
    LEFT JOIN chain_transactions t ON t.company_id = p.company_id AND t.id = p.id
    LEFT JOIN chain_cursors c ON c.chain = m.chain
    WHERE m.company_id = ${place.companyId} AND m.wallet_id = ${place.walletId} ${beyond}
    ORDER BY m.id ${direction[place.order]}
    LIMIT ${limit}`.execute(db)
  return rows
}

function showMovement(row: MovementRow): object {
  const { address, symbol, decimals } = row.data.token
  return {
    id: row.id,
    date: row.created_at.toISOString(),
    operation: row.operation,
    operation_id: row.operation_id,
    status: row.status,
    wallet_id: row.wallet_id,
    blockchain: row.chain,
    transaction_hash: row.tx_hash,
    amount: jsonNumber(unitsToText(row.amount, decimals)),
    data: { ...row.data, token: { address, symbol }, ...liveData(row) },
  }
}

function liveData(row: MovementRow): object {
  switch (row.operation) {
    case 'DEPOSIT': {
      const left = row.deposit_status === 'REVERTED'
      return {
        deposit_status: row.deposit_status,
        confirmations: left ? 0 : confirmations(row.deposit_block, row.head_number),
      }
    }
    case 'WITHDRAWAL':
    case 'USER_WITHDRAWAL':
      // Of one that a rule could not make there is no payment: its movement says why.
      return { network_status: row.network_status, reason: row.reason ?? row.data.reason ?? null }
    case 'RAMP_ON_TRANSFER': {
      const { source_amount, exchange_rate } = row.data
      return { source_amount: numberOf(source_amount), exchange_rate: numberOf(exchange_rate) }
    }
    case 'RAMP_OFF_TRANSFER':
      return { destination_amount: numberOf(row.data.destination_amount) }
    case 'OVERRIDE_VIRTUAL_BALANCE':
      return { previous_balance: jsonNumber(row.data.previous_balance ?? '0') }
    default:
      return {}
  }
}

function numberOf(text: string | null | undefined) {
  return text == null ? null : jsonNumber(text)
}
