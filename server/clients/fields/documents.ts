import { type Static, Type } from 'typebox'
import { NullableText } from '../../companies/schemas.ts'
import { findCountry } from '../../kernel/countries.ts'
import { malformed, readText } from '../../kernel/http/fields.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { type Image, readImage } from './image.ts'
import { readDay } from './read-contact.ts'

export type DocumentKind = 'identifying' | 'document' | 'business_document' | 'product'

/** A document or identifying item as a body gives it. */
export interface NewDocument {
  readonly kind: DocumentKind
  readonly type: string
  readonly name: string | null
  readonly description: string | null
  /** Alpha-3. */
  readonly issuing_country: string | null
  readonly expiration: string | null
  readonly number: string | null
  readonly front: Image | null
  readonly back: Image | null
}

const LIST_MAX = 20

const shared = {
  description: Type.Optional(NullableText),
  issuing_country: Type.Optional(NullableText),
  number: Type.Optional(NullableText),
  image_front: Type.Optional(Type.Union([Type.String({ description: 'Base64 or a data URL' }), Type.Null()])),
  image_back: Type.Optional(NullableText),
}
const DocumentItem = Type.Object({
  id: Type.Optional(Type.Union([Type.String({ description: 'As in the checklist: passport' }), Type.Null()])),
  name: Type.Optional(NullableText),
  ...shared,
})
const IdentifyingItem = Type.Object({
  type: Type.String(),
  expiration: Type.Optional(NullableText),
  ...shared,
})
type Item = Partial<Static<typeof DocumentItem>> & Partial<Static<typeof IdentifyingItem>>

export const DocumentsBody = Type.Array(DocumentItem, { maxItems: LIST_MAX })
export const IdentifyingBody = Type.Array(IdentifyingItem, { maxItems: LIST_MAX })

const UNNAMED_TYPE = 'document'
const NAME_CHARACTERS_MAX = 100
const DESCRIPTION_CHARACTERS_MAX = 500

/** @param field the list's name in the body, for refusals */
export function readDocuments(
  field: string,
  kind: DocumentKind,
  items: readonly Item[],
): readonly NewDocument[] | Refusal {
  const documents: NewDocument[] = []
  for (const [index, item] of items.entries()) {
    const document = readDocument(`${field}[${index}]`, kind, item)
    if (isRefusal(document)) return document
    documents.push(document)
  }
  return documents
}

function readDocument(field: string, kind: DocumentKind, item: Item): NewDocument | Refusal {
  const type = optionalText(`${field}.${kind === 'identifying' ? 'type' : 'id'}`, item.type ?? item.id)
  if (isRefusal(type)) return type
  if (type === null && kind === 'identifying') return malformed(`${field}.type is required`)
  const name = optionalText(`${field}.name`, item.name)
  if (isRefusal(name)) return name
  const description = optionalText(`${field}.description`, item.description, DESCRIPTION_CHARACTERS_MAX)
  if (isRefusal(description)) return description
  const number = optionalText(`${field}.number`, item.number)
  if (isRefusal(number)) return number
  const country = readIssuingCountry(`${field}.issuing_country`, item.issuing_country)
  if (isRefusal(country)) return country
  const expiration = item.expiration ? readDay(`${field}.expiration`, item.expiration) : null
  if (isRefusal(expiration)) return expiration
  const front = readSide(`${field}.image_front`, item.image_front)
  if (isRefusal(front)) return front
  const back = readSide(`${field}.image_back`, item.image_back)
  if (isRefusal(back)) return back
  const issuing_country = country
  return {
    kind,
    type: type ?? UNNAMED_TYPE,
    name,
    description,
    issuing_country,
    expiration,
    number,
    front,
    back,
  }
}

/** Empty counts as not given. */
function optionalText(
  field: string,
  value: string | null | undefined,
  max = NAME_CHARACTERS_MAX,
): string | null | Refusal {
  if (value === undefined || value === null) return null
  const text = readText(field, value, { min: 0, max })
  return text === '' ? null : text
}

export function readIssuingCountry(field: string, value: string | null | undefined): string | null | Refusal {
  if (value === undefined || value === null || value.trim() === '') return null
  return findCountry(value)?.alpha3 ?? refuse('FIELD_INVALID', { field })
}

function readSide(field: string, value: string | null | undefined): Image | null | Refusal {
  if (value === undefined || value === null || value.trim() === '') return null
  const image = readImage(value)
  return typeof image === 'string' ? refuse('FIELD_INVALID', { field }) : image
}
