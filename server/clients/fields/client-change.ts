import { type TSchema, Type } from 'typebox'
import { NullableText } from '../../companies/schemas.ts'
import { readText } from '../../kernel/http/fields.ts'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import type { Client } from '../client.ts'
import { type DetailName, type Details, detailsBody, readDetails } from './details.ts'
import {
  type DocumentKind,
  DocumentsBody,
  IdentifyingBody,
  type NewDocument,
  readDocuments,
} from './documents.ts'
import { type Address, AddressBody, type AddressInput, readAddress } from './read-address.ts'
import { PhonePart, readBirthDate, readEmail, readPhoneCode, readPhoneNumber } from './read-contact.ts'

const NAMES = ['first_name', 'second_name', 'last_name', 'business_legal_name'] as const
const CHANNELS = ['otp', 'sms', 'whatsapp', 'telegram'] as const
const NUMBERS = ['tax_identification_number', 'individual_identification', 'document_number'] as const

/** Numbers of a person's papers: sealed at rest, and in no log, event or audit row in clear. */
export type Numbers = { readonly [Name in (typeof NUMBERS)[number]]?: string | null }

type Columns = Pick<
  Client,
  | (typeof NAMES)[number]
  | (typeof CHANNELS)[number]
  | 'email'
  | 'birth_date'
  | 'phone_country_code'
  | 'phone_number'
> & { readonly address: Address | null }

/** What a body gives of a client: what it does not name is absent, what it clears is null. */
export interface ClientChange {
  readonly columns: Partial<Columns>
  readonly numbers: Numbers
  readonly details: Details
  /** By kind: what is given takes the place of all of the kind. */
  readonly documents: Readonly<Partial<Record<DocumentKind, readonly NewDocument[]>>>
}

type ColumnName = keyof Columns
type NumberName = keyof Numbers

const Flag = Type.Union([Type.Boolean(), Type.Null()])

const FIELDS: Readonly<Record<ColumnName | NumberName, TSchema>> = {
  first_name: NullableText,
  second_name: NullableText,
  last_name: NullableText,
  business_legal_name: NullableText,
  email: NullableText,
  birth_date: { ...NullableText, description: 'YYYY-MM-DD, 18 years ago at least' },
  phone_country_code: PhonePart,
  phone_number: PhonePart,
  address: Type.Union([AddressBody, Type.Null()]),
  otp: Flag,
  sms: Flag,
  whatsapp: Flag,
  telegram: Flag,
  tax_identification_number: NullableText,
  individual_identification: NullableText,
  document_number: NullableText,
}

const CONTACT = ['email', 'phone_country_code', 'phone_number', ...CHANNELS] as const

/** What a person's record has in columns of `clients`, and what a business's has. */
export const PERSONAL_COLUMNS = [
  'first_name',
  'second_name',
  'last_name',
  'birth_date',
  'address',
  ...NUMBERS,
  ...CONTACT,
] as const
export const BUSINESS_COLUMNS = ['business_legal_name', ...CONTACT] as const

const LISTS = {
  documents: { kind: 'document', body: DocumentsBody },
  business_documents: { kind: 'business_document', body: DocumentsBody },
  identifying_information: { kind: 'identifying', body: IdentifyingBody },
} as const
type ListName = keyof typeof LISTS

/** The fields in a body, all optional. */
export function changeBody(
  names: readonly (ColumnName | NumberName)[],
  details: readonly DetailName[],
  lists: readonly ListName[],
): Record<string, TSchema> {
  const own = names.map((name) => [name, Type.Optional(FIELDS[name])])
  const documents = lists.map((name) => [name, Type.Optional(LISTS[name].body)])
  return { ...Object.fromEntries([...own, ...documents]), ...detailsBody(details) }
}

export interface ReadOptions {
  readonly now: Date
  readonly details: readonly DetailName[]
  /** Lines that an address must have. */
  readonly addressLines: Parameters<typeof readAddress>[2]
}

/** K2, K3; 400 for what is no value at all. */
export function readClientChange(
  body: Readonly<Record<string, unknown>>,
  { now, details, addressLines }: ReadOptions,
): ClientChange | Refusal {
  const columns: Record<string, unknown> = {}
  for (const name of Object.keys(FIELDS) as (ColumnName | NumberName)[]) {
    const value = body[name]
    if (value === undefined) continue
    const read = value === null ? null : readField(name, value, now, addressLines)
    if (isRefusal(read)) return read
    columns[name] = read
  }
  const read = readDetails(details, body)
  if (isRefusal(read)) return read
  const documents = readLists(body)
  if (isRefusal(documents)) return documents
  const numbers = Object.fromEntries(Object.entries(columns).filter(([name]) => isNumber(name)))
  const others = Object.fromEntries(Object.entries(columns).filter(([name]) => !isNumber(name)))
  return { columns: others, numbers, details: read, documents }
}

function readLists(body: Readonly<Record<string, unknown>>): ClientChange['documents'] | Refusal {
  const documents: Partial<Record<DocumentKind, readonly NewDocument[]>> = {}
  for (const [name, { kind }] of Object.entries(LISTS)) {
    if (body[name] === undefined) continue
    const list = readDocuments(name, kind, body[name] as Parameters<typeof readDocuments>[2])
    if (isRefusal(list)) return list
    documents[kind] = list
  }
  return documents
}

function isNumber(name: string): boolean {
  return NUMBERS.some((number) => number === name)
}

function readField(
  name: ColumnName | NumberName,
  value: unknown,
  now: Date,
  addressLines: ReadOptions['addressLines'],
): unknown {
  switch (name) {
    case 'email':
      return String(value).trim() === '' ? null : readEmail(name, String(value))
    case 'birth_date':
      return String(value).trim() === '' ? null : readBirthDate(name, String(value), now)
    case 'phone_country_code':
      return readPhoneCode(value as string | number)
    case 'phone_number':
      return readPhoneNumber(value as string | number)
    case 'address':
      return readAddress(name, value as AddressInput, addressLines)
    case 'otp':
    case 'sms':
    case 'whatsapp':
    case 'telegram':
      return value
    case 'first_name':
    case 'second_name':
    case 'last_name':
    case 'business_legal_name':
    case 'tax_identification_number':
    case 'individual_identification':
    case 'document_number': {
      const text = readText(name, value, { min: 0 })
      return text === '' ? null : text
    }
  }
}
