import type { Sealer } from '../kernel/sealer.ts'
import type { Client } from './client.ts'
import type { Numbers } from './fields/client-change.ts'
import { type Image, recogniseImage } from './fields/image.ts'

/** What a sealed column of `client_documents` holds: it opens in its own row and column only. */
export type DocumentColumn = 'sealed_number' | 'sealed_front' | 'sealed_back'

const documentPlace = (id: string, column: DocumentColumn) => `client_documents.${column}:${id}`
const numbersPlace = (id: string) => `clients.sealed_numbers:${id}`

export function sealNumbers(sealer: Sealer, clientId: string, numbers: Numbers): Buffer | null {
  const given = Object.entries(numbers).filter(([, number]) => number !== null)
  if (given.length === 0) return null
  return sealer.seal(Buffer.from(JSON.stringify(Object.fromEntries(given))), numbersPlace(clientId))
}

export function openNumbers(sealer: Sealer, client: Pick<Client, 'id' | 'sealed_numbers'>): Numbers {
  if (client.sealed_numbers === null) return {}
  return JSON.parse(sealer.open(client.sealed_numbers, numbersPlace(client.id)).toString('utf8'))
}

export function sealOf(
  sealer: Sealer,
  documentId: string,
  column: DocumentColumn,
  plain: string | Buffer | null,
): Buffer | null {
  if (plain === null) return null
  return sealer.seal(Buffer.from(plain), documentPlace(documentId, column))
}

export function openDocumentNumber(
  sealer: Sealer,
  document: { readonly id: string; readonly sealed_number: Buffer | null },
): string | null {
  if (document.sealed_number === null) return null
  return sealer.open(document.sealed_number, documentPlace(document.id, 'sealed_number')).toString('utf8')
}

/** @throws when it is no image, which was checked before it was sealed. */
export function openImage(
  sealer: Sealer,
  document: { readonly id: string },
  column: DocumentColumn,
  sealed: Buffer | null,
): Image | null {
  if (sealed === null) return null
  const image = recogniseImage(sealer.open(sealed, documentPlace(document.id, column)))
  if (image === null) throw new Error(`Document ${document.id} holds no image`)
  return image
}
