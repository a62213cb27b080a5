import { type Selectable, sql } from 'kysely'
import { addressKey } from '../chains/address.ts'
import type { ChainName } from '../chains/types.ts'
import type { Reader, Tx } from '../kernel/database.ts'
import type { Schema } from '../migrations/schema.ts'

export type DirectoryEntry = Selectable<Schema['address_directory']>

/** Of these keys, those that are ours. The directory stays in the database: a million addresses cost this process nothing. */
export async function findOurs(
  reader: Reader,
  chain: ChainName,
  keys: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ address: string }>`
    SELECT address FROM address_directory WHERE chain = ${chain} AND address = ANY(${keys}::text[])`.execute(
    reader,
  )
  return new Set(rows.map((row) => row.address))
}

/**
 * The entries of these addresses by their keys, locked against being retired until the transaction ends: otherwise a deposit
 * could be recorded for a wallet that is just being deleted.
 */
export async function holdEntries(
  tx: Tx,
  chain: ChainName,
  addresses: readonly string[],
): Promise<Map<string, DirectoryEntry>> {
  const keys = [...new Set(addresses.map(addressKey))]
  if (keys.length === 0) return new Map()
  const rows = await tx
    .selectFrom('address_directory')
    .selectAll()
    .where('chain', '=', chain)
    .where('address', '=', sql<string>`ANY(${keys}::text[])`)
    .orderBy('address')
    .forShare()
    .execute()
  return new Map(rows.map((row) => [row.address, row]))
}
