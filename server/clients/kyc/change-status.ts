import { writeAudit } from '../../kernel/audit.ts'
import type { Tx } from '../../kernel/database.ts'
import type { Caller } from '../../kernel/http/route.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { sealMembers } from '../../webhooks/sealed-data.ts'
import type { WebhookStatus } from '../../webhooks/types.ts'
import { writeEvents } from '../../webhooks/write-events.ts'
import { type Client, type ClientStatus, laterThan } from '../client.ts'
import { type ClientRecord, readRecord } from '../record.ts'

export interface StatusChange {
  readonly status: ClientStatus
  /** Of a rejection. */
  readonly rejectionCode?: string | null
  readonly rejectionDescription?: string | null
  /** Null: the provider. */
  readonly caller: Caller | null
  readonly traceId: string | null
  readonly now: Date
}

const EVENT_STATUS: Readonly<Record<ClientStatus, WebhookStatus>> = {
  pending: 'pending',
  in_review: 'pending',
  active: 'success',
  rejected: 'failed',
}

/**
 * Decides on a client: row, Link, event and audit row, all or none. Under the client's lock. What says nothing new writes nothing.
 * The one place where a status changes.
 */
export async function changeStatus(
  tx: Tx,
  sealer: Sealer,
  client: Client,
  change: StatusChange,
): Promise<Client> {
  const { status, now } = change
  const isRejection = status === 'rejected'
  const rejection_code = isRejection ? (change.rejectionCode ?? null) : null
  const rejection_description = isRejection ? (change.rejectionDescription ?? null) : null
  const before = decisionOf(client)
  const after = { status, rejection_code, rejection_description }
  const saysNoReason = rejection_code === null && rejection_description === null
  if (status === client.status && (saysNoReason || JSON.stringify(before) === JSON.stringify(after)))
    return client
  const updated_at = laterThan(client, now)
  await tx
    .updateTable('clients')
    .set({ ...after, updated_at })
    .where('company_id', '=', client.company_id)
    .where('id', '=', client.id)
    .execute()
  if (status === 'active') await showLink(tx, client, now)
  const changed: Client = { ...client, ...after, updated_at }
  await writeStatusEvent(tx, sealer, changed, change)
  await writeAudit(tx, {
    companyId: client.company_id,
    caller: change.caller,
    action: 'client.status_changed',
    objectType: 'client',
    objectId: client.id,
    before,
    after,
    traceId: change.traceId,
    at: now,
  })
  return changed
}

function decisionOf({ status, rejection_code, rejection_description }: Client) {
  return { status, rejection_code, rejection_description }
}

/** At approval the client is linked to the partner that has its record. */
async function showLink(tx: Tx, client: Client, now: Date): Promise<void> {
  await tx
    .updateTable('client_providers')
    .set({ status: 'active', updated_at: now })
    .where('company_id', '=', client.company_id)
    .where('client_id', '=', client.id)
    .where('status', '=', 'handed_over')
    .execute()
}

async function writeStatusEvent(
  tx: Tx,
  sealer: Sealer,
  client: Client,
  { status, traceId, now }: StatusChange,
): Promise<void> {
  const name = { companyId: client.company_id, operationId: client.id }
  const record = await readRecord(tx, sealer, client)
  await writeEvents(tx, [
    {
      ...name,
      product: 'company_activity',
      eventType: 'client_status',
      status: EVENT_STATUS[status],
      reason: client.rejection_description ?? client.rejection_code,
      orderKey: client.id,
      ...sealMembers(sealer, name, record, sealedPaths(record)),
      ...(traceId !== null && { traceId }),
      at: now,
    },
  ])
}

/** Where numbers of papers stand in the record. */
function sealedPaths(record: ClientRecord): string[] {
  const texts = (['document_number', 'individual_identification'] as const).filter(
    (name) => record[name] !== null,
  )
  const items = (['identifying_information', 'documents'] as const).flatMap((list) =>
    record[list].flatMap(({ number }, index) => (number === null ? [] : [`${list}.${index}.number`])),
  )
  return [...texts, ...items]
}
