import { sql } from 'kysely'
import type { Tx } from '../kernel/database.ts'
import type { Policy } from './policy.ts'

const DAY_MS = 24 * 3_600_000

/**
 * What counts in a policy's day at `at`: all payments of its products (and its wallet) in the 24 hours before that have not failed,
 * also those that wait for approval. The caller holds the lock of the company's policy set, so no other payment is being judged.
 */
export async function spentInDay(
  tx: Tx,
  companyId: string,
  policy: Pick<Policy, 'products' | 'walletId'>,
  at: Date,
): Promise<bigint> {
  const since = new Date(at.getTime() - DAY_MS)
  const { spent } = await tx
    .selectFrom('payments')
    .select(sql<bigint>`coalesce(sum(usd_micro), 0)`.as('spent'))
    .where('company_id', '=', companyId)
    .where('created_at', '>', since)
    .where('usd_micro', 'is not', null)
    .where('status', '<>', 'FAILED')
    .where('product', 'in', [...policy.products])
    .$if(policy.walletId !== null, (query) => query.where('wallet_id', '=', policy.walletId))
    .executeTakeFirstOrThrow()
  return spent
}
