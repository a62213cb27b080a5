import { type Selectable, sql } from 'kysely'
import type { Reader, Tx } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import type { Sealer } from '../kernel/sealer.ts'
import type { Schema } from '../migrations/schema.ts'
import type { DocumentKind, NewDocument } from './fields/documents.ts'
import { openDocumentNumber, sealOf } from './sealed.ts'

type DocumentRow = Selectable<Schema['client_documents']>

/** As lists show it: without images. */
export type StoredDocument = Omit<DocumentRow, 'sealed_front' | 'sealed_back'> & {
  readonly has_front: boolean
  readonly has_back: boolean
}

export interface DocumentOwner {
  readonly companyId: string
  readonly clientId: string
  readonly personId?: string
  readonly requestId?: string
}

export async function insertDocuments(
  tx: Tx,
  sealer: Sealer,
  owner: DocumentOwner,
  documents: readonly NewDocument[],
  now: Date,
): Promise<void> {
  for (const document of documents) {
    const { kind, type, name, description, issuing_country, expiration } = document
    const id = newId()
    await tx
      .insertInto('client_documents')
      .values({
        company_id: owner.companyId,
        id,
        client_id: owner.clientId,
        person_id: owner.personId ?? null,
        request_id: owner.requestId ?? null,
        kind,
        type,
        name,
        description,
        issuing_country,
        expiration,
        sealed_number: sealOf(sealer, id, 'sealed_number', document.number),
        sealed_front: sealOf(sealer, id, 'sealed_front', document.front?.bytes ?? null),
        sealed_back: sealOf(sealer, id, 'sealed_back', document.back?.bytes ?? null),
        created_at: now,
      })
      .execute()
  }
}

/** The client's own of one kind, which the new ones take the place of. */
export async function replaceDocuments(
  tx: Tx,
  sealer: Sealer,
  owner: DocumentOwner,
  kind: DocumentKind,
  documents: readonly NewDocument[],
  now: Date,
): Promise<void> {
  await tx
    .deleteFrom('client_documents')
    .where('company_id', '=', owner.companyId)
    .where('client_id', '=', owner.clientId)
    .where('kind', '=', kind)
    .where('person_id', 'is', null)
    .execute()
  await insertDocuments(tx, sealer, owner, documents, now)
}

/** Of several clients, in the order in which they were given. */
export async function listDocuments(
  reader: Reader,
  companyId: string,
  clientIds: readonly string[],
): Promise<StoredDocument[]> {
  const { rows } = await sql<StoredDocument>`
    SELECT company_id, id, client_id, person_id, request_id, kind, type, name, description, issuing_country, expiration,
      sealed_number, created_at, sealed_front IS NOT NULL AS has_front, sealed_back IS NOT NULL AS has_back
    FROM client_documents
    WHERE company_id = ${companyId} AND client_id = ANY(${clientIds}::uuid[])
    ORDER BY id`.execute(reader)
  return rows
}

/** An identifying item as callers see it. Images are never given back. */
export function showItem(sealer: Sealer, document: StoredDocument) {
  return {
    type: document.type,
    issuing_country: document.issuing_country,
    number: openDocumentNumber(sealer, document),
    description: document.description,
    expiration: document.expiration,
  }
}

/** A document as callers see it. Images are never given back. */
export function showDocument(sealer: Sealer, document: StoredDocument) {
  return {
    id: document.type,
    name: document.name,
    description: document.description,
    issuing_country: document.issuing_country,
    number: openDocumentNumber(sealer, document),
  }
}
