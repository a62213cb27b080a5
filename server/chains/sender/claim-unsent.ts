import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Schema } from '../../migrations/schema.ts'
import type { Chain } from '../chain.ts'
import type { SenderContext } from './context.ts'
import { asTransactionRow, type TransactionRow } from './transaction-row.ts'

/**
 * What is to be sent and is due, put off by `leaveMs` as claimDue does. Of an address the oldest, and only as many as it has places
 * for: those behind a full address cost nothing while they wait, whoever queued thousands. The first of every address come before
 * the second of any, so that a long line of one holds up no other.
 */
export async function claimUnsent(
  ctx: SenderContext<Chain>,
  claim: {
    /** Null: an address may have any number in flight. */
    readonly inFlightMax: number | null
    readonly limit: number
    readonly leaveMs: number
  },
): Promise<TransactionRow[]> {
  const chain = ctx.chain.config.name
  const now = Date.now()
  const { rows } = await sql<Selectable<Schema['chain_transactions']>>`
    WITH line AS (
      SELECT company_id, id, next_at, state, from_address,
        row_number() OVER (PARTITION BY from_address, state ORDER BY id) AS place
      FROM chain_transactions
      WHERE chain = ${chain} AND settled_at IS NULL AND next_at <= ${new Date(now)} AND state IN ('QUEUED', 'NUMBERED')
    ), taken AS (
      SELECT from_address, count(*) AS places FROM chain_transactions
      WHERE chain = ${chain} AND settled_at IS NULL AND state IN ('NUMBERED', 'SENT', 'MANUAL_CHECK')
      GROUP BY from_address
    ), chosen AS (
      SELECT company_id, id, place FROM line LEFT JOIN taken USING (from_address)
      WHERE state = 'NUMBERED' OR ${claim.inFlightMax}::integer IS NULL
        OR place <= ${claim.inFlightMax}::integer - coalesce(places, 0)
      ORDER BY place, id LIMIT ${claim.limit}
    ), due AS (
      SELECT t.company_id, t.id FROM chain_transactions t JOIN chosen USING (company_id, id)
      WHERE t.settled_at IS NULL AND t.next_at <= ${new Date(now)}
      FOR UPDATE OF t SKIP LOCKED
    )
    UPDATE chain_transactions t SET next_at = ${new Date(now + claim.leaveMs)}
    FROM due WHERE t.company_id = due.company_id AND t.id = due.id
    RETURNING t.*`.execute(ctx.db)
  return rows.map(asTransactionRow)
}
