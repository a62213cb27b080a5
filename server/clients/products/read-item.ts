import { type Static, Type } from 'typebox'
import { findCountry } from '../../kernel/countries.ts'
import type { ChecklistDocument } from '../checklists.ts'
import type { NewDocument } from '../fields/documents.ts'
import { type Image, readImage } from '../fields/image.ts'
import { DOCUMENT_GROUPS } from './requirements.ts'

export const RejectedItem = Type.Object({
  type: Type.String({ enum: ['document', 'data'] }),
  key: Type.String(),
  reason: Type.String(),
})
type Rejected = Static<typeof RejectedItem>

export type Item = NewDocument & { readonly kind: 'product' }

interface ItemBody {
  readonly document_type: string
  readonly image_front: string
  readonly image_back?: string | null
  readonly metadata?: Readonly<Record<string, unknown>>
}

const VALUE_CHARACTERS_MAX = 100

/** The document, or everything that is wrong with it. */
export function readItem(body: ItemBody): { item: Item | null; rejected: readonly Rejected[] } {
  const wanted = body.document_type.trim().toLowerCase()
  const document = DOCUMENT_GROUPS.flatMap(({ valid_documents }) => valid_documents).find(
    ({ id }) => id === wanted,
  )
  if (document === undefined) {
    const key = body.document_type.trim().slice(0, VALUE_CHARACTERS_MAX)
    return { item: null, rejected: [{ type: 'document', key, reason: 'is not wanted for this product' }] }
  }
  const rejected: Rejected[] = []
  const front = readSide('image_front', body.image_front, true, rejected)
  const back = readSide('image_back', body.image_back ?? '', document.require_back_image, rejected)
  const data = readMetadata(document, body.metadata ?? {}, rejected)
  const item: Item = {
    kind: 'product',
    type: document.id,
    name: document.name,
    description: null,
    issuing_country: data.issuing_country ?? null,
    expiration: null,
    number: data.number ?? null,
    front,
    back,
  }
  return { item, rejected }
}

function readSide(key: string, text: string, isRequired: boolean, rejected: Rejected[]): Image | null {
  if (text.trim() === '') {
    if (isRequired) rejected.push({ type: 'document', key, reason: 'is required' })
    return null
  }
  const image = readImage(text)
  if (typeof image !== 'string') return image
  rejected.push({ type: 'document', key, reason: image })
  return null
}

function readMetadata(
  { metadata: wanted }: ChecklistDocument,
  given: Readonly<Record<string, unknown>>,
  rejected: Rejected[],
): Readonly<Record<string, string>> {
  const data: Record<string, string> = {}
  for (const { id: key, data_type, required } of wanted) {
    const value = given[key]
    const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
    if (text === '') {
      if (required) rejected.push({ type: 'data', key, reason: 'is required' })
      continue
    }
    const read = data_type === 'COUNTRY' ? findCountry(text)?.alpha3 : text
    if (read === undefined || read.length > VALUE_CHARACTERS_MAX)
      rejected.push({ type: 'data', key, reason: 'is not valid' })
    else data[key] = read
  }
  return data
}
