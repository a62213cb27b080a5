import { sql } from 'kysely'
import type { ChainName } from '../chains/types.ts'
import type { Reader } from '../kernel/database.ts'

/**
 * The newest block through which the ledger knows all that reached a holding wallet: the watcher has read it, and no receipt at or
 * below it waits to be booked. A disputed receipt is not waited for, since the chain may never show it again. Null: no block was read yet.
 */
export async function readBookedHeight(
  reader: Reader,
  holding: { readonly company_id: string; readonly id: string; readonly chain: ChainName },
): Promise<bigint | null> {
  const { rows } = await sql<{ height: bigint }>`
    SELECT coalesce(min(r.block_number) - 1, c.block_number) AS height
    FROM chain_cursors c
    LEFT JOIN holding_receipts r ON r.company_id = ${holding.company_id} AND r.wallet_id = ${holding.id}
      AND r.chain = c.chain AND NOT r.booked AND NOT r.final AND NOT r.orphaned AND NOT r.disputed
    WHERE c.chain = ${holding.chain}
    GROUP BY c.block_number`.execute(reader)
  return rows[0]?.height ?? null
}
