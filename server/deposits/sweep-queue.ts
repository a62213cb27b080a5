import { type RawBuilder, sql } from 'kysely'
import type { Chain, SweepDestination, SweptWallet } from '../chains/chain.ts'
import { queueOwnMove } from '../chains/sender/queue-own-move.ts'
import type { ChainName } from '../chains/types.ts'
import type { Reader, Tx } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'

/** What one deposit address holds of one token and no sweep is taking yet. */
export interface Sweepable {
  readonly walletId: string
  readonly address: string
  readonly keyPath: string
  readonly tokenAddress: string
  /** Smallest units: the sum of the deposits that make it due. */
  readonly amount: bigint
}

export interface QueuedSweep {
  readonly transactionId: string
  readonly walletId: string
  readonly tokenAddress: string
  readonly amount: bigint
}

/**
 * After so many sweeps that did not move its tokens an address is left alone for some hours: a frozen balance is not worth the gas
 * of a sweep a minute, but a token that was paused as a whole must come in by itself when it goes on.
 */
const TRIES_MAX = 5
const REST_HOURS = 6
/** Exported for tests. */
export const SWEEPABLES_PER_PAGE = 1000

/** Which addresses: all that hold something, those owed to somebody, or those that hold so many units of a token at least. */
export type SweepDue = 'ALL' | 'CREDITED' | { readonly atLeast: ReadonlyMap<string, bigint> }

interface SweepablesAsked {
  readonly companyId: string
  readonly product: string
  readonly chain: ChainName
  readonly walletId: string | null
  /** Judged here and not by the caller: what is not due would fill the page for ever, and hide what is due behind it. */
  readonly due: SweepDue
  /** The sweep call: also those that rest. */
  readonly forced: boolean
  readonly now: Date
}

/**
 * Deposits that are booked and that no sweep is taking: never queued, or their sweep ended, was scanned a second time at
 * finality, and did not take them. A page of them; queue it and ask again for the next.
 */
export async function findSweepable(reader: Reader, asked: SweepablesAsked): Promise<Sweepable[]> {
  const { rows } = await sql<{
    wallet_id: string
    address: string
    key_path: string
    token_address: string
    amount: bigint
  }>`
    SELECT due.*, a.key_path
    FROM (
      SELECT d.wallet_id, d.address, d.token_address, sum(d.amount) AS amount
      FROM deposits d
      WHERE d.company_id = ${asked.companyId} AND d.product = ${asked.product} AND d.chain = ${asked.chain}
        AND d.booked AND d.sweep_block_number IS NULL AND NOT d.orphaned AND d.status <> 'UNSUPPORTED'
        AND (${asked.walletId}::uuid IS NULL OR d.wallet_id = ${asked.walletId})
        AND (${asked.forced} OR d.sweep_tries < ${TRIES_MAX}
             OR d.updated_at <= ${asked.now}::timestamptz - make_interval(hours => ${REST_HOURS}))
        AND ${asked.due === 'CREDITED' ? isOwed : sql`true`}
        AND ${isFree}
      GROUP BY d.wallet_id, d.address, d.token_address
      HAVING ${hasEnough(asked.due)}
      ORDER BY d.token_address, d.wallet_id
      LIMIT ${SWEEPABLES_PER_PAGE}
    ) due
    JOIN address_directory a ON a.chain = ${asked.chain} AND a.address IN (due.address, lower(due.address))
      AND a.company_id = ${asked.companyId}
    ORDER BY due.token_address, due.wallet_id`.execute(reader)
  return rows.map((row) => ({
    walletId: row.wallet_id,
    address: row.address,
    keyPath: row.key_path,
    tokenAddress: row.token_address,
    amount: row.amount,
  }))
}

/** One of these is enough for the address to be swept: what lies below the minimum beside it goes along. */
const isOwed = sql`(d.credited OR d.status = 'UNATTRIBUTED')`

function hasEnough(due: SweepDue): RawBuilder<unknown> {
  if (due === 'ALL' || due === 'CREDITED') return sql`true`
  const limits = [...due.atLeast]
  return sql`sum(d.amount) >= (
    SELECT least.units FROM unnest(${limits.map(([token]) => token)}::text[], ${limits.map(([, units]) => units)}::numeric[])
      AS least(token, units) WHERE least.token = d.token_address)`
}

/** Tokens that lie on the deposit addresses of one product. */
export async function unsweptTokens(
  reader: Reader,
  { companyId, product, chain }: Pick<SweepDestination, 'companyId' | 'product' | 'chain'>,
): Promise<string[]> {
  const { rows } = await sql<{ token_address: string }>`
    SELECT DISTINCT token_address FROM deposits
    WHERE company_id = ${companyId} AND product = ${product} AND chain = ${chain} AND booked AND sweep_block_number IS NULL AND NOT orphaned`.execute(
    reader,
  )
  return rows.map((row) => row.token_address)
}

/** A scalar subquery, because as an EXISTS the planner may read all transactions that there ever were and hash them. */
const isFree = sql<boolean>`(d.sweep_id IS NULL OR coalesce((
  SELECT t.settled_at IS NOT NULL AND (t.block_number IS NULL OR c.final_number >= t.block_number)
  FROM chain_transactions t JOIN chain_cursors c ON c.chain = t.chain
  WHERE t.company_id = d.company_id AND t.id = d.sweep_id), false))`

/**
 * Marks the deposits and queues the sweeps that take them, transactions of as many wallets of a token as the chain allows. Deposits that
 * another node has just queued are left to it.
 */
export async function queueSweeps(
  tx: Tx,
  { sweeping }: Pick<Chain, 'sweeping'>,
  to: SweepDestination,
  sweepables: readonly Sweepable[],
  now: Date,
): Promise<QueuedSweep[]> {
  const queued: QueuedSweep[] = []
  for (const [token, group] of Map.groupBy(sweepables, (sweepable) => sweepable.tokenAddress)) {
    for (let start = 0; start < group.length; start += sweeping.walletsPerSweep) {
      const batch = group.slice(start, start + sweeping.walletsPerSweep)
      queued.push(...(await queueOne(tx, sweeping, to, { token, batch, now })))
    }
  }
  return queued
}

async function queueOne(
  tx: Tx,
  sweeping: Chain['sweeping'],
  to: SweepDestination,
  { token, batch, now }: { token: string; batch: readonly Sweepable[]; now: Date },
): Promise<QueuedSweep[]> {
  const transactionId = newId()
  const { rows } = await sql<{ address: string; amount: bigint }>`
    WITH free AS (
      SELECT d.company_id, d.id FROM deposits d
      WHERE d.company_id = ${to.companyId} AND d.chain = ${to.chain} AND d.token_address = ${token}
        AND d.address = ANY(${batch.map((sweepable) => sweepable.address)}::text[])
        AND d.booked AND d.sweep_block_number IS NULL AND NOT d.orphaned AND ${isFree}
      ORDER BY d.id FOR UPDATE OF d SKIP LOCKED
    ), marked AS (
      UPDATE deposits d SET sweep_id = ${transactionId}, sweep_tries = d.sweep_tries + 1, updated_at = ${now}
      FROM free WHERE d.company_id = free.company_id AND d.id = free.id
      RETURNING d.address, d.amount
    )
    SELECT address, sum(amount) AS amount FROM marked GROUP BY address`.execute(tx)
  const amounts = new Map(rows.map((row) => [row.address, row.amount]))
  const taken = batch.filter((sweepable) => amounts.has(sweepable.address))
  if (taken.length === 0) return []
  const wallets: SweptWallet[] = taken.map(({ address, keyPath, amount }) => ({
    address,
    keyPath,
    amount: amounts.get(address) ?? amount,
  }))
  await queueOwnMove(tx, {
    companyId: to.companyId,
    id: transactionId,
    chain: to.chain,
    purpose: 'sweep',
    from: sweeping.from(to, wallets),
    intent: sweeping.intent(to, token, wallets),
    createdAt: now,
  })
  return taken.map(({ walletId, address, amount }) => ({
    transactionId,
    walletId,
    tokenAddress: token,
    amount: amounts.get(address) ?? amount,
  }))
}
