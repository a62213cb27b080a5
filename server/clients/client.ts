import { type Selectable, sql } from 'kysely'
import type { Reader, Tx } from '../kernel/database.ts'
import { isId } from '../kernel/ids.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import type { Schema } from '../migrations/schema.ts'

export const CLIENT_STATUSES = ['pending', 'in_review', 'active', 'rejected'] as const
export type ClientStatus = (typeof CLIENT_STATUSES)[number]
export type ClientType = 'individual' | 'business'

type ClientRow = Selectable<Schema['clients']>

/** An end user of a company, of one record for the newer and the older calls. */
export interface Client extends ClientRow {
  readonly type: ClientType
  readonly status: ClientStatus
}

/** Not those that were deleted. */
export function selectClients(reader: Reader, companyId: string) {
  return reader
    .selectFrom('clients')
    .selectAll()
    .$narrowType<{ type: ClientType; status: ClientStatus }>()
    .where('company_id', '=', companyId)
    .where('deleted_at', 'is', null)
}

/** Unknown, deleted and foreign ids answer alike. */
export async function findClient(reader: Reader, companyId: string, id: string): Promise<Client | Refusal> {
  if (!isId(id)) return refuse('CLIENT_NOT_FOUND')
  const client = await selectClients(reader, companyId).where('id', '=', id).executeTakeFirst()
  return client ?? refuse('CLIENT_NOT_FOUND')
}

/**
 * Locked until the end of the transaction, before wallets and ledger accounts: what changes a client, decides on it or deletes it
 * goes one after the other, and so do its events.
 */
export async function lockClient(tx: Tx, companyId: string, id: string): Promise<Client | Refusal> {
  if (!isId(id)) return refuse('CLIENT_NOT_FOUND')
  const client = await selectClients(tx, companyId).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()
  return client ?? refuse('CLIENT_NOT_FOUND')
}

/** As `lockClient` for who builds on it: it stays as it is (active, not deleted) until this transaction has ended; many may hold it so. */
export async function shareClient(tx: Tx, companyId: string, id: string): Promise<Client | Refusal> {
  if (!isId(id)) return refuse('CLIENT_NOT_FOUND')
  const client = await selectClients(tx, companyId).where('id', '=', id).forShare().executeTakeFirst()
  return client ?? refuse('CLIENT_NOT_FOUND')
}

export interface LinkedCustomer {
  readonly customerId: string
  /** As the partner said last: what is `approved` opens its rails. */
  readonly endorsements: readonly { readonly name: string; readonly status: string }[]
}

/** The client's Link to the partner. Null: it has none, because it was not approved yet or the link was taken away. */
export async function findPartnerCustomer(
  reader: Reader,
  companyId: string,
  clientId: string,
): Promise<LinkedCustomer | null> {
  const link = await reader
    .selectFrom('client_providers')
    .select(['customer_id', 'endorsements'])
    .where('company_id', '=', companyId)
    .where('client_id', '=', clientId)
    .where('provider', '=', 'BRIDGE')
    .where('status', '=', 'active')
    .executeTakeFirst()
  if (link === undefined) return null
  return {
    customerId: link.customer_id,
    endorsements: link.endorsements as LinkedCustomer['endorsements'],
  }
}

/** The time of a change: later than the one before, also when the clock stands still, as events are told apart by it. */
export function laterThan({ updated_at }: Pick<Client, 'updated_at'>, now: Date): Date {
  return new Date(Math.max(now.getTime(), updated_at.getTime() + 1))
}

/** Of any company: for the operator alone, whose key belongs to none. */
export async function findAnyClient(reader: Reader, id: string): Promise<Client | Refusal> {
  if (!isId(id)) return refuse('CLIENT_NOT_FOUND')
  const { rows } = await sql<{ company_id: string }>`
    SELECT company_id FROM clients WHERE id = ${id} AND deleted_at IS NULL`.execute(reader)
  const [found] = rows
  return found === undefined ? refuse('CLIENT_NOT_FOUND') : findClient(reader, found.company_id, id)
}
