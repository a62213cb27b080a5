import type { Selectable } from 'kysely'
import { Type } from 'typebox'
import type { ChainName } from '../chains/types.ts'
import type { Reader } from '../kernel/database.ts'
import type { Schema } from '../migrations/schema.ts'

export type AllowedAddress = Selectable<Schema['allowed_addresses']>

export const AllowedAddressShape = Type.Object({
  id: Type.String(),
  address: Type.String(),
  blockchain: Type.String(),
  label: Type.Union([Type.String(), Type.Null()]),
  usable_at: Type.String({ format: 'date-time' }),
  created_at: Type.String({ format: 'date-time' }),
})

export function showAllowedAddress(listed: AllowedAddress) {
  return {
    id: listed.id,
    address: listed.address,
    blockchain: listed.chain,
    label: listed.label,
    usable_at: listed.usable_at.toISOString(),
    created_at: listed.created_at.toISOString(),
  }
}

/** Those of a chain that payments may go to at `now` (business time), as emitted. */
export async function listUsable(
  reader: Reader,
  companyId: string,
  chain: ChainName,
  now: Date,
): Promise<string[]> {
  const rows = await selectUsable(reader, companyId, chain, now).execute()
  return rows.map(({ address }) => address)
}

/** `address` as emitted. */
export async function isUsable(
  reader: Reader,
  to: { readonly companyId: string; readonly chain: ChainName; readonly address: string },
  now: Date,
): Promise<boolean> {
  const found = await selectUsable(reader, to.companyId, to.chain, now)
    .where('address', '=', to.address)
    .executeTakeFirst()
  return found !== undefined
}

function selectUsable(reader: Reader, companyId: string, chain: ChainName, now: Date) {
  return reader
    .selectFrom('allowed_addresses')
    .select('address')
    .where('company_id', '=', companyId)
    .where('chain', '=', chain)
    .where('usable_at', '<=', now)
    .where('deleted_at', 'is', null)
}
