import type { Selectable } from 'kysely'
import { type Static, Type } from 'typebox'
import { Instant } from '../../companies/schemas.ts'
import type { Reader, Tx } from '../../kernel/database.ts'
import { isId } from '../../kernel/ids.ts'
import type { Schema } from '../../migrations/schema.ts'

export const PROVIDERS = ['BRIDGE', 'REAP', 'UNLIMINT', 'PAXOS'] as const
export type Provider = (typeof PROVIDERS)[number]

/** As the partner said last. */
export interface Endorsement {
  readonly name: string
  readonly status: string
  readonly missing: readonly string[]
  readonly issues: readonly string[]
}

type LinkRow = Selectable<Schema['client_providers']>

export interface Link extends LinkRow {
  readonly status: 'handed_over' | 'active'
  readonly endorsements: readonly Endorsement[]
}

function selectLinks(reader: Reader, companyId: string, clientId: string) {
  return reader
    .selectFrom('client_providers')
    .selectAll()
    .$narrowType<{ status: Link['status']; endorsements: readonly Endorsement[] }>()
    .where('company_id', '=', companyId)
    .where('client_id', '=', clientId)
}

/** Those that are shown, oldest first. */
export function listLinks(reader: Reader, companyId: string, clientId: string): Promise<Link[]> {
  return selectLinks(reader, companyId, clientId).where('status', '=', 'active').orderBy('id').execute()
}

/** Whatever its status. */
export async function findLink(
  reader: Reader,
  companyId: string,
  clientId: string,
  provider: Provider,
): Promise<Link | null> {
  const query = selectLinks(reader, companyId, clientId).where('provider', '=', provider)
  return (await query.executeTakeFirst()) ?? null
}

/** The partner's customer of a client, also before it is approved. */
export function findBridgeLink(reader: Reader, companyId: string, clientId: string): Promise<Link | null> {
  return findLink(reader, companyId, clientId, 'BRIDGE')
}

export async function findShownLink(
  reader: Reader,
  companyId: string,
  clientId: string,
  id: string,
): Promise<Link | null> {
  if (!isId(id)) return null
  const query = selectLinks(reader, companyId, clientId).where('id', '=', id).where('status', '=', 'active')
  return (await query.executeTakeFirst()) ?? null
}

/**
 * Notes whose customer of the partner this is, for ever: what is told of it reaches that client alone. @returns false when it is
 * another client's.
 */
export async function claimCustomer(
  tx: Tx,
  customerId: string,
  owner: { readonly companyId: string; readonly clientId: string },
): Promise<boolean> {
  const values = { customer_id: customerId, company_id: owner.companyId, client_id: owner.clientId }
  await tx
    .insertInto('partner_customer_directory')
    .values(values)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const held = await tx
    .selectFrom('partner_customer_directory')
    .selectAll()
    .where('customer_id', '=', customerId)
    .executeTakeFirstOrThrow()
  return held.company_id === owner.companyId && held.client_id === owner.clientId
}

export const LinkAnswer = Type.Object({
  id: Type.String(),
  client_id: Type.String(),
  provider: Type.String(),
  customer_id: Type.String(),
  status: Type.String(),
  created_at: Instant,
  updated_at: Instant,
})

export function showLink(link: Link): Static<typeof LinkAnswer> {
  return {
    id: link.id,
    client_id: link.client_id,
    provider: link.provider,
    customer_id: link.customer_id,
    status: link.status,
    created_at: link.created_at.toISOString(),
    updated_at: link.updated_at.toISOString(),
  }
}
