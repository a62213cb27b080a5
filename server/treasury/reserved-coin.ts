import { sql } from 'kysely'
import type { SenderContext } from '../chains/sender/context.ts'
import type { Database } from '../kernel/database.ts'
import { readPlatformGas } from './platform-gas.ts'

/** Above every block: what is known of any counts. */
const ANY_BLOCK = 2n ** 62n

/**
 * The platform's coin on a treasury wallet, and what other transfers that are out will take. A transfer was checked against its wallet's own
 * coin when it was ordered; a fork may have taken that since, and the gas that lies there must not stand in for it.
 */
export function createReservedCoin(db: Database): SenderContext['reservedCoin'] {
  return async ({ id, company_id, chain, purpose, from_address, intent }) => {
    if (purpose !== 'treasury_transfer' || intent.kind !== 'native_transfer') return 0n
    const wallet = await db
      .selectFrom('treasury_wallets')
      .selectAll()
      .where('company_id', '=', company_id)
      .where('chain', '=', chain)
      .where('address', '=', from_address)
      .executeTakeFirstOrThrow()
    const { rows } = await sql<{ units: bigint }>`
      SELECT coalesce(sum((intent->>'amount')::numeric), 0) AS units FROM chain_transactions
      WHERE company_id = ${company_id} AND chain = ${chain} AND from_address = ${from_address} AND id <> ${id}
        AND purpose = 'treasury_transfer' AND intent->>'kind' = 'native_transfer'
        AND settled_at IS NULL AND state <> 'QUEUED' AND block_number IS NULL`.execute(db)
    return (await readPlatformGas(db, wallet, ANY_BLOCK)).left + (rows[0]?.units ?? 0n)
  }
}
