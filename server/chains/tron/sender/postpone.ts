import type { SenderContext } from '../../sender/context.ts'
import type { TransactionRow } from '../../sender/transaction-row.ts'
import type { TronChain } from '../tron-chain.ts'

const BACKOFF_MS_MAX = 60_000

/** It is looked at again later, the later the more often the chain refused it; why is kept for the operator. */
export async function postpone(
  ctx: SenderContext<TronChain>,
  row: TransactionRow,
  reason: string,
  refusals: 0 | 1 = 0,
): Promise<void> {
  const waitMs = Math.min(ctx.chain.config.pollMs * 2 ** (row.tries + refusals), BACKOFF_MS_MAX)
  await ctx.db
    .updateTable('chain_transactions')
    .set({ tries: row.tries + refusals, last_error: reason, next_at: new Date(Date.now() + waitMs) })
    .where('company_id', '=', row.company_id)
    .where('id', '=', row.id)
    .where('state', '=', row.state)
    .where('tries', '=', row.tries)
    .execute()
}
