import { findCountry } from '../../../server/kernel/countries.ts'
import { Reader } from '../http/reader.ts'
import type { CustomerRecord, Json } from '../records.ts'
import { ENDORSEMENTS } from './customer.ts'

export const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const PHONE = /^\+[1-9]\d{6,14}$/
const DATE = /^\d{4}-\d{2}-\d{2}$/
const ALPHA_3 = /^[A-Z]{3}$/
const ADULT_YEARS = 18
const IMAGE_BYTES_MAX = 15 * 1024 * 1024
const DOCUMENT_BYTES_MAX = 24 * 1024 * 1024
/** Of base64: four characters hold three bytes. */
const bytesOf = (uri: string) => Math.floor((uri.length * 3) / 4)

/** What a customer's body says: its fields as they are kept, and what is wrong with them. */
export function readCustomer(
  body: Json,
  type: CustomerRecord['type'],
  now: Date,
): { readonly fields: Json; readonly wrong: Readonly<Record<string, string>> } {
  const reader = new Reader(body)
  if (type === 'individual') readPerson(reader, now)
  else readBusiness(reader)
  reader.text('client_reference_id', { max: 256 })
  reader.text('signed_agreement_id')
  for (const name of reader.texts('endorsements'))
    if (!ENDORSEMENTS.some((one) => one === name)) reader.fail('endorsements', `has no ${name}`)
  for (const document of reader.objects('documents')) {
    document.require('purposes', 'file').texts('purposes')
    readFile(document, 'file', DOCUMENT_BYTES_MAX)
  }
  const { endorsements: _, signed_agreement_id: __, associated_persons: ___, type: ____, ...rest } = body
  return { fields: withoutFiles(rest), wrong: reader.wrong }
}

/** Names, contact, date of birth, address and papers of somebody. */
export function readPerson(reader: Reader, now: Date): void {
  for (const name of ['first_name', 'last_name']) reader.text(name, { min: 2, max: 1_024 })
  reader.text('middle_name', { max: 1_024 })
  readContact(reader)
  const birth = reader.text('birth_date', { pattern: DATE, why: 'must be YYYY-MM-DD' })
  if (birth !== '' && !isAdult(birth, now)) reader.fail('birth_date', `must be ${ADULT_YEARS} years ago`)
  for (const country of reader.texts('nationalities'))
    if (!isCountry(country)) reader.fail('nationalities', 'must be ISO 3166-1 alpha-3')
  readAddress(reader, 'residential_address')
  readIdentification(reader)
}

function readBusiness(reader: Reader): void {
  for (const name of [
    'business_legal_name',
    'business_trade_name',
    'business_description',
    'primary_website',
  ])
    reader.text(name, { max: 1_024 })
  readContact(reader)
  readAddress(reader, 'registered_address')
  readAddress(reader, 'physical_address')
  readIdentification(reader)
  reader.flag('is_dao')
}

function readContact(reader: Reader): void {
  reader.text('email', { max: 1_024, pattern: EMAIL, why: 'must be an e-mail address' })
  reader.text('phone', { pattern: PHONE, why: 'must be like +12223334444' })
}

function readAddress(reader: Reader, name: string): void {
  if (!reader.has(name)) return
  const address = reader.object(name).require('street_line_1', 'city', 'country')
  address.text('street_line_1', { min: 4, max: 256 })
  address.text('street_line_2', { max: 256 })
  address.text('city', { max: 256 })
  address.text('subdivision', { max: 3 })
  address.text('postal_code', { max: 32 })
  readCountry(address, 'country')
}

function readIdentification(reader: Reader): void {
  for (const item of reader.objects('identifying_information')) {
    item.require('type', 'issuing_country')
    for (const name of ['type', 'number', 'description']) item.text(name, { max: 256 })
    item.text('expiration', { pattern: DATE, why: 'must be YYYY-MM-DD' })
    readCountry(item, 'issuing_country')
    for (const side of ['image_front', 'image_back']) readFile(item, side, IMAGE_BYTES_MAX)
  }
}

function readFile(reader: Reader, name: string, bytesMax: number): void {
  const uri = reader.text(name, {
    max: Number.POSITIVE_INFINITY,
    pattern: /^data:/,
    why: 'must be a data URI',
  })
  if (bytesOf(uri) > bytesMax) reader.fail(name, `must have at most ${bytesMax} bytes`)
}

function readCountry(reader: Reader, name: string): void {
  const country = reader.text(name)
  if (country !== '' && !isCountry(country)) reader.fail(name, 'must be ISO 3166-1 alpha-3')
}

function isCountry(text: string): boolean {
  return ALPHA_3.test(text) && findCountry(text) !== null
}

function isAdult(birth: string, now: Date): boolean {
  const day = new Date(`${birth}T00:00:00Z`)
  if (Number.isNaN(day.getTime()) || !day.toISOString().startsWith(birth)) return false
  day.setUTCFullYear(day.getUTCFullYear() + ADULT_YEARS)
  return day <= now
}

/** Of files only that they came is kept. */
export function withoutFiles(fields: Json): Json {
  const { identifying_information: items, documents, ...rest } = fields
  return {
    ...rest,
    ...(Array.isArray(items) ? { identifying_information: items.map(keepItem) } : {}),
    ...(Array.isArray(documents) ? { documents: documents.map(({ file: _, ...document }) => document) } : {}),
  }
}

function keepItem({ image_front, image_back, ...item }: Json): Json {
  return { ...item, has_image: image_front !== undefined || image_back !== undefined }
}
