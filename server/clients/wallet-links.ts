import { sql } from 'kysely'
import type { Reader, Tx } from '../kernel/database.ts'

/** The wallets of several clients, oldest first. */
export async function walletIdsOf(
  reader: Reader,
  companyId: string,
  clientIds: readonly string[],
): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ client_id: string; id: string }>`
    SELECT client_id, id FROM virtual_wallets
    WHERE company_id = ${companyId} AND client_id = ANY(${clientIds}::uuid[]) AND deleted_at IS NULL
    ORDER BY id`.execute(reader)
  const found = new Map<string, string[]>()
  for (const { client_id, id } of rows) found.set(client_id, [...(found.get(client_id) ?? []), id])
  return found
}

/** Ends the links of a deleted client. @returns the wallets that were linked. */
export async function unlinkWallets(tx: Tx, companyId: string, clientId: string): Promise<readonly string[]> {
  // Locked in the order of their ids, as everywhere; an UPDATE alone would take them as it finds them.
  const { rows } = await sql<{ id: string }>`
    WITH linked AS MATERIALIZED (
      SELECT id FROM virtual_wallets
      WHERE company_id = ${companyId} AND client_id = ${clientId} AND deleted_at IS NULL
      ORDER BY id FOR NO KEY UPDATE)
    UPDATE virtual_wallets SET client_id = NULL
    WHERE company_id = ${companyId} AND id IN (SELECT id FROM linked)
    RETURNING id`.execute(tx)
  return rows.map(({ id }) => id)
}
