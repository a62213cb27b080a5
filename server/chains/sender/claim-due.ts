import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Schema } from '../../migrations/schema.ts'
import type { Chain } from '../chain.ts'
import type { ChainTransactionState } from '../types.ts'
import type { SenderContext } from './context.ts'
import { asTransactionRow, type TransactionRow } from './transaction-row.ts'

/**
 * Rows of these states whose time has come, put off by `leaveMs` in the same statement: other nodes leave them alone so long,
 * and take them over when this one dies. It saves double work only; the steps themselves are decided by the locked row.
 */
export async function claimDue(
  ctx: SenderContext<Chain>,
  claim: {
    readonly states: readonly ChainTransactionState[]
    readonly limit: number
    readonly leaveMs: number
  },
): Promise<TransactionRow[]> {
  const now = Date.now()
  const { rows } = await sql<Selectable<Schema['chain_transactions']>>`
    WITH due AS (
      SELECT company_id, id FROM chain_transactions
      WHERE chain = ${ctx.chain.config.name} AND settled_at IS NULL AND next_at <= ${new Date(now)}
        AND state = ANY(${claim.states}::text[])
      ORDER BY next_at, id LIMIT ${claim.limit}
      FOR UPDATE SKIP LOCKED
    )
    UPDATE chain_transactions t SET next_at = ${new Date(now + claim.leaveMs)}
    FROM due WHERE t.company_id = due.company_id AND t.id = due.id
    RETURNING t.*`.execute(ctx.db)
  return rows.map(asTransactionRow)
}
