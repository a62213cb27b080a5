import type { Reader } from '../../kernel/database.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import type { Client } from '../client.ts'
import type { Image } from '../fields/image.ts'
import { type DocumentColumn, openDocumentNumber, openImage } from '../sealed.ts'

/** A document or identifying item, opened for the hand-over: images as `data:` URIs. */
export interface Paper {
  readonly kind: string
  readonly type: string
  readonly personId: string | null
  readonly issuingCountry: string | null
  readonly description: string | null
  readonly expiration: string | null
  readonly number: string | null
  readonly image_front: string | null
  readonly image_back: string | null
}

/** All of a client, its associated persons' and those of its product requests too. The one place where images are opened. */
export async function readPapers(reader: Reader, sealer: Sealer, client: Client): Promise<Paper[]> {
  const rows = await reader
    .selectFrom('client_documents')
    .selectAll()
    .where('company_id', '=', client.company_id)
    .where('client_id', '=', client.id)
    .orderBy('id')
    .execute()
  return rows.map((row) => {
    const side = (column: DocumentColumn, sealed: Buffer | null) =>
      dataUri(openImage(sealer, row, column, sealed))
    return {
      kind: row.kind,
      type: row.type,
      personId: row.person_id,
      issuingCountry: row.issuing_country,
      description: row.description,
      expiration: row.expiration,
      number: openDocumentNumber(sealer, row),
      image_front: side('sealed_front', row.sealed_front),
      image_back: side('sealed_back', row.sealed_back),
    }
  })
}

function dataUri(image: Image | null): string | null {
  return image === null ? null : `data:${image.mediaType};base64,${image.bytes.toString('base64')}`
}
