import type { Selectable } from 'kysely'
import { Type } from 'typebox'
import type { Reader } from '../../kernel/database.ts'
import type { Schema } from '../../migrations/schema.ts'

export type WithdrawalAddress = Selectable<Schema['withdrawal_addresses']>

/** Whoever gets hold of a key cannot pay out at once: there is a day to notice. Business time. */
const WAIT_MS = 24 * 3_600_000

export const WithdrawalAddressShape = Type.Object({
  id: Type.String(),
  address: Type.String(),
  blockchain: Type.String(),
  alias: Type.Union([Type.String(), Type.Null()]),
  created_at: Type.String(),
})

export function showAddress({ id, address, chain, alias, created_at }: WithdrawalAddress): object {
  return { id, address, blockchain: chain, alias, created_at: created_at.toISOString() }
}

/** Newest first. */
export async function listAddresses(reader: Reader, companyId: string): Promise<WithdrawalAddress[]> {
  return reader
    .selectFrom('withdrawal_addresses')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('deleted_at', 'is', null)
    .orderBy('id', 'desc')
    .execute()
}

/** Those that have stood for a day. */
export async function listUsable(reader: Reader, companyId: string, now: Date): Promise<WithdrawalAddress[]> {
  const all = await listAddresses(reader, companyId)
  return all.filter(({ created_at }) => now.getTime() - created_at.getTime() >= WAIT_MS)
}
