import { type TSchema, Type } from 'typebox'
import { NullableInteger, NullableText } from '../../companies/schemas.ts'
import { readText } from '../../kernel/http/fields.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { isIndustryCode } from '../reference/list-codes.ts'
import {
  type Address,
  AddressAnswer,
  AddressBody,
  type AddressInput,
  LOCATED,
  readAddress,
} from './read-address.ts'
import { readDay } from './read-contact.ts'

/** How a field of the record is given and kept. `figure`: a number or a text, kept as its exact text. */
type Kind = 'text' | 'prose' | 'figure' | 'flag' | 'integer' | 'texts' | 'day' | 'address' | 'object'

/** What a person's record has besides the columns of `clients`. */
export const PERSONAL_FIELDS = {
  gender: 'text',
  username: 'text',
  document_type: 'text',
  expiration_date: 'day',
  individual_identification_type: 'text',
  occupation: 'text',
  annual_salary: 'figure',
  account_purpose: 'text',
  expected_monthly_volume: 'figure',
  signed_agreement_id: 'prose',
  bank_ramp: 'flag',
  credit_card_ramp: 'flag',
  individual_cards: 'flag',
} as const satisfies Record<string, Kind>

/** What a business's has. */
export const BUSINESS_FIELDS = {
  username: 'text',
  business_trade_name: 'text',
  business_description: 'prose',
  business_type: 'text',
  business_industry: 'texts',
  is_dao: 'flag',
  registered_address: 'address',
  physical_address: 'address',
  has_material_intermediary_ownership: 'flag',
  ownership_threshold: 'integer',
  signed_agreement_id: 'prose',
  account_purpose: 'text',
  account_purpose_other: 'prose',
  source_of_funds: 'text',
  source_of_funds_description: 'prose',
  estimated_annual_revenue_usd: 'figure',
  expected_monthly_payments_usd: 'integer',
  operates_in_prohibited_countries: 'flag',
  high_risk_activities: 'texts',
  high_risk_activities_explanation: 'prose',
  conducts_money_services: 'flag',
  conducts_money_services_using_platform: 'flag',
  conducts_money_services_description: 'prose',
  compliance_screening_explanation: 'prose',
  acting_as_intermediary: 'flag',
  regulated_activity: 'object',
  primary_website: 'prose',
  other_websites: 'texts',
} as const satisfies Record<string, Kind>

const ALL_FIELDS = { ...PERSONAL_FIELDS, ...BUSINESS_FIELDS }
type Fields = typeof ALL_FIELDS
export type DetailName = keyof Fields

interface ValueOf {
  text: string
  prose: string
  figure: string
  flag: boolean
  integer: number
  texts: readonly string[]
  day: string
  address: Address
  object: Readonly<Record<string, unknown>>
}

/** `clients.details`. Absent and null alike: nothing is known. */
export type Details = { readonly [Name in DetailName]?: ValueOf[Fields[Name]] | null }

const LIST_MAX = 100
const TEXT_CHARACTERS_MAX = 100
const PROSE_CHARACTERS_MAX = 2_000
const OBJECT_CHARACTERS_MAX = 20_000

const BODY: Readonly<Record<Kind, TSchema>> = {
  text: NullableText,
  prose: NullableText,
  figure: Type.Union([Type.String(), Type.Number(), Type.Null()]),
  flag: Type.Union([Type.Boolean(), Type.Null()]),
  integer: NullableInteger,
  texts: Type.Union([Type.Array(Type.String(), { maxItems: LIST_MAX }), Type.Null()]),
  day: NullableText,
  address: Type.Union([AddressBody, Type.Null()]),
  object: Type.Union([Type.Unsafe<Record<string, unknown>>({ type: 'object' }), Type.Null()]),
}

const ANSWER: Readonly<Record<Kind, TSchema>> = {
  ...BODY,
  figure: NullableText,
  texts: Type.Union([Type.Array(Type.String()), Type.Null()]),
  address: Type.Union([AddressAnswer, Type.Null()]),
}

/** The fields of `names` in a body, all optional. */
export function detailsBody(names: readonly DetailName[]): Record<string, TSchema> {
  return Object.fromEntries(names.map((name) => [name, Type.Optional(BODY[ALL_FIELDS[name]])]))
}

export function detailsAnswer(names: readonly DetailName[]): Record<string, TSchema> {
  return Object.fromEntries(names.map((name) => [name, ANSWER[ALL_FIELDS[name]]]))
}

export const namesOf = (fields: Partial<Fields>): readonly DetailName[] => Object.keys(fields) as DetailName[]

/** What a body gives of `names`; what it does not name is absent, what it clears is null. */
export function readDetails(
  names: readonly DetailName[],
  body: Readonly<Record<string, unknown>>,
): Details | Refusal {
  const details: Record<string, unknown> = {}
  for (const name of names) {
    const value = body[name]
    if (value === undefined) continue
    const read = value === null ? null : readDetail(name, value)
    if (isRefusal(read)) return read
    details[name] = read
  }
  return details
}

function readDetail(name: DetailName, value: unknown): unknown {
  if (name === 'business_type') return readBusinessType(value)
  const kind: Kind = ALL_FIELDS[name]
  switch (kind) {
    case 'text':
    case 'figure':
      return clearable(name, String(value), TEXT_CHARACTERS_MAX)
    case 'prose':
      return clearable(name, String(value), PROSE_CHARACTERS_MAX)
    case 'day':
      return String(value).trim() === '' ? null : readDay(name, String(value))
    case 'texts':
      return name === 'business_industry' ? readIndustries(value) : readTexts(name, value)
    case 'address':
      return readAddress(name, value as AddressInput, LOCATED)
    case 'integer':
      return isSmallCount(value) ? value : refuse('FIELD_INVALID', { field: name })
    case 'flag':
      return value
    case 'object':
      return JSON.stringify(value).length <= OBJECT_CHARACTERS_MAX
        ? value
        : refuse('FIELD_INVALID', { field: name })
  }
}

function clearable(name: string, value: string, max: number): string | null | Refusal {
  const text = readText(name, value, { min: 0, max })
  return text === '' ? null : text
}

function isSmallCount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && Number.isSafeInteger(value)
}

const BUSINESS_TYPES: readonly unknown[] = [
  'corporation',
  'llc',
  'partnership',
  'sole_proprietorship',
  'non_profit',
  'trust',
  'other',
]

/** K9. */
function readBusinessType(value: unknown): string | Refusal {
  const type = String(value).trim().toLowerCase()
  return BUSINESS_TYPES.includes(type) ? type : refuse('FIELD_INVALID', { field: 'business_type' })
}

/** K9. */
function readIndustries(value: unknown): readonly string[] | Refusal {
  const codes = readTexts('business_industry', value)
  if (isRefusal(codes)) return codes
  if (codes.length === 0) return refuse('FIELD_REQUIRED', { field: 'business_industry' })
  const unknown = codes.find((code) => !isIndustryCode(code))
  return unknown === undefined ? codes : refuse('INDUSTRY_UNKNOWN', { code: unknown })
}

function readTexts(name: string, value: unknown): readonly string[] | Refusal {
  const texts: string[] = []
  for (const [index, element] of (value as readonly string[]).entries()) {
    const text = readText(`${name}[${index}]`, element, { max: PROSE_CHARACTERS_MAX })
    if (isRefusal(text)) return text
    texts.push(text)
  }
  return texts
}
