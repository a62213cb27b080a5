import { sql } from 'kysely'
import { lockCompany } from '../companies/company.ts'
import { writeAudit } from '../kernel/audit.ts'
import { jsonb, type Reader, type Tx } from '../kernel/database.ts'
import type { ErrorName } from '../kernel/errors.ts'
import type { Caller } from '../kernel/http/route.ts'
import { newId } from '../kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import type { Sealer } from '../kernel/sealer.ts'
import { type Client, type ClientType, laterThan, lockClient, selectClients } from './client.ts'
import { replaceDocuments } from './documents.ts'
import type { ClientChange } from './fields/client-change.ts'
import type { DocumentKind, NewDocument } from './fields/documents.ts'
import { changeStatus } from './kyc/change-status.ts'
import { openNumbers, sealNumbers } from './sealed.ts'

/** Who writes, when, and how K1 is answered there. */
export interface WriteContext {
  readonly sealer: Sealer
  readonly companyId: string
  readonly caller: Caller
  readonly traceId: string
  readonly now: Date
  readonly taken: Extract<ErrorName, 'INDIVIDUAL_EXISTS' | 'CLIENT_EXISTS'>
}

export async function insertClient(
  tx: Tx,
  context: WriteContext,
  type: ClientType,
  { columns, numbers, details, documents }: ClientChange,
): Promise<Client | Refusal> {
  const { sealer, companyId, now } = context
  // Whoever takes an e-mail address or a number in this company goes one after the other, so of two only one gets it.
  if ((await lockCompany(tx, companyId)) === null) return refuse('COMPANY_NOT_FOUND')
  if (await isTaken(tx, companyId, columns, null)) return refuse(context.taken)
  const id = newId()
  const { address = null, ...others } = columns
  const row = await tx
    .insertInto('clients')
    .values({
      ...others,
      address: address === null ? null : jsonb(address),
      company_id: companyId,
      id,
      type,
      status: 'pending',
      details: jsonb(details),
      sealed_numbers: sealNumbers(sealer, id, numbers),
      partner_key: newId(),
      look_at: now,
      created_at: now,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await writeDocuments(tx, context, id, documents)
  await audit(tx, context, id, 'client.created', null, { type, status: 'pending' })
  return { ...row, type, status: 'pending' }
}

/**
 * Lays a change over the client: what it does not name is kept. A rejected client goes before the provider again, and the
 * partner is told whatever the status.
 */
export async function updateClient(
  tx: Tx,
  context: WriteContext,
  id: string,
  { columns, numbers, details, documents }: ClientChange,
): Promise<Client | Refusal> {
  const { sealer, companyId, now } = context
  if ((await lockCompany(tx, companyId)) === null) return refuse('COMPANY_NOT_FOUND')
  const client = await lockClient(tx, companyId, id)
  if (isRefusal(client)) return client
  if (await isTaken(tx, companyId, { ...client, ...columns }, id)) return refuse(context.taken)
  const { address, ...others } = columns
  const known = client.details as Readonly<Record<string, unknown>>
  await tx
    .updateTable('clients')
    .set({
      ...others,
      ...(address !== undefined && { address: address === null ? null : jsonb(address) }),
      details: jsonb({ ...known, ...details }),
      sealed_numbers: sealNumbers(sealer, id, { ...openNumbers(sealer, client), ...numbers }),
      revision: client.revision + 1,
      by_hand: false,
      look_at: now,
      tries: 0,
      updated_at: laterThan(client, now),
    })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
  await writeDocuments(tx, context, id, documents)
  const changed = [
    ...Object.keys(columns),
    ...Object.keys(numbers),
    ...Object.keys(details),
    ...Object.keys(documents),
  ]
  await audit(tx, context, id, 'client.changed', null, { fields: changed })
  const changedClient = await selectClients(tx, companyId).where('id', '=', id).executeTakeFirstOrThrow()
  if (client.status !== 'rejected') return changedClient
  return changeStatus(tx, sealer, changedClient, { status: 'in_review', ...context })
}

type Contact = Partial<Pick<Client, 'email' | 'phone_country_code' | 'phone_number'>>

async function isTaken(
  reader: Reader,
  companyId: string,
  { email = null, phone_country_code = null, phone_number = null }: Contact,
  exceptId: string | null,
): Promise<boolean> {
  const phone = phone_number === null ? null : `${phone_country_code ?? ''}${phone_number}`
  const { rows } = await sql`
    SELECT 1 FROM clients
    WHERE company_id = ${companyId} AND deleted_at IS NULL AND id IS DISTINCT FROM ${exceptId}::uuid
      AND (lower(email) = lower(${email}::text) OR ${FULL_PHONE} = ${phone}::text)
    LIMIT 1`.execute(reader)
  return rows.length > 0
}

/** The whole number of a client, as the index has it. */
export const FULL_PHONE = sql`(coalesce(phone_country_code::text, '') || phone_number::text)`

async function writeDocuments(
  tx: Tx,
  { sealer, companyId, now }: WriteContext,
  clientId: string,
  documents: ClientChange['documents'],
): Promise<void> {
  for (const [kind, list] of Object.entries(documents) as [DocumentKind, readonly NewDocument[]][])
    await replaceDocuments(tx, sealer, { companyId, clientId }, kind, list, now)
}

async function audit(
  tx: Tx,
  { companyId, caller, traceId, now }: WriteContext,
  id: string,
  action: string,
  before: object | null,
  after: object | null,
): Promise<void> {
  const entry = { companyId, caller, action, objectType: 'client', objectId: id, before, after, traceId }
  await writeAudit(tx, { ...entry, at: now })
}
