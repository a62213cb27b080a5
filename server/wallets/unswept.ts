import { sql } from 'kysely'
import type { Token } from '../chains/types.ts'
import type { Reader } from '../kernel/database.ts'

/** Credited deposits of a token that are on their way to holding. */
export async function readUnswept(reader: Reader, companyId: string, token: Token): Promise<bigint> {
  const { rows } = await sql<{ units: bigint }>`
    SELECT coalesce(sum(amount), 0) AS units FROM deposits
    WHERE company_id = ${companyId} AND chain = ${token.chain} AND token_address = ${token.address}
      AND product = 'virtual_wallets' AND booked AND credited AND sweep_block_number IS NULL AND NOT orphaned`.execute(
    reader,
  )
  return rows[0]?.units ?? 0n
}
