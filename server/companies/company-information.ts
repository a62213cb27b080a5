import { type Static, Type } from 'typebox'
import { writeAudit } from '../kernel/audit.ts'
import { findCountry } from '../kernel/countries.ts'
import { jsonb } from '../kernel/database.ts'
import { malformed, readText } from '../kernel/http/fields.ts'
import { readRoute, writeRoute } from '../kernel/http/route.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { type Company, findCompany, lockCompany } from './company.ts'
import { readEmail } from './company-fields.ts'
import { NullableInteger, NullableText } from './schemas.ts'

const TEXTS = [
  'business_name',
  'business_email',
  'address',
  'address2',
  'city',
  'state',
  'zip',
  'phone',
  'card_design_id',
  'card_design_url',
] as const
const TEXT_CHARACTERS_MAX = 500
const PHONE_CODE_MAX = 999

const InformationAnswer = Type.Object({
  business_name: NullableText,
  business_email: NullableText,
  address: NullableText,
  address2: NullableText,
  city: NullableText,
  state: NullableText,
  zip: NullableText,
  country: Type.Union([Type.String({ description: 'ISO 3166 alpha-3' }), Type.Null()]),
  country_code: Type.Union([Type.String({ description: 'ISO 3166 alpha-2' }), Type.Null()]),
  phone_country_code: NullableInteger,
  phone: NullableText,
  card_design_id: NullableText,
  card_design_url: NullableText,
})
type Information = Static<typeof InformationAnswer>

const InformationBody = Type.Object({
  ...Object.fromEntries(TEXTS.map((name) => [name, Type.Optional(NullableText)])),
  country: Type.Optional(NullableText),
  country_code: Type.Optional(NullableText),
  phone_country_code: Type.Optional(Type.Union([Type.Integer(), Type.String(), Type.Null()])),
})

const path = '/management/companies/{companyId}/information'
const shared = { path, access: { level: 3 }, tag: 'Companies', answer: InformationAnswer } as const

export const getInformationRoute = readRoute({
  ...shared,
  method: 'GET',
  summary: "Get the company's business data",
  refusals: ['COMPANY_NOT_FOUND'],
  async read(db, { companyId, params }) {
    const company = params.companyId === companyId ? await findCompany(db, companyId) : null
    return company === null ? refuse('COMPANY_NOT_FOUND') : informationAnswer(company)
  },
})

/** Omitted is kept; null or an empty text clears. */
export const changeInformationRoute = writeRoute({
  ...shared,
  method: 'PUT',
  summary: "Change the company's business data",
  refusals: ['COMPANY_NOT_FOUND', 'FIELD_INVALID'],
  body: InformationBody,
  async write(tx, { companyId, caller, params, body, traceId, now }) {
    const company = params.companyId === companyId ? await lockCompany(tx, companyId) : null
    if (company === null) return refuse('COMPANY_NOT_FOUND')
    const before = informationAnswer(company)
    const change = readInformation(body)
    if (isRefusal(change)) return change
    const after = { ...before, ...change }
    await tx
      .updateTable('companies')
      .set({ information: jsonb(after) })
      .where('company_id', '=', companyId)
      .execute()
    await writeAudit(tx, {
      companyId,
      caller,
      action: 'company.information_changed',
      objectType: 'company',
      objectId: companyId,
      before,
      after,
      traceId,
      at: now,
    })
    return after
  },
})

const NOTHING_KNOWN: Information = {
  business_name: null,
  business_email: null,
  address: null,
  address2: null,
  city: null,
  state: null,
  zip: null,
  country: null,
  country_code: null,
  phone_country_code: null,
  phone: null,
  card_design_id: null,
  card_design_url: null,
}

/** Until its business data is given, a company is known by its name and email. */
function informationAnswer({ information, name, email }: Company): Information {
  const known = { ...NOTHING_KNOWN, business_name: name, business_email: email }
  return { ...known, ...(information as Partial<Information>) }
}

function readInformation(body: Record<string, unknown>): Partial<Information> | Refusal {
  const change: Partial<Information> = {}
  for (const name of TEXTS) {
    if (body[name] === undefined) continue
    const text = readClearable(name, body[name])
    if (isRefusal(text)) return text
    change[name] = text
  }
  if (change.business_email != null) {
    const email = readEmail('business_email', change.business_email)
    if (isRefusal(email)) return email
  }
  if (body.phone_country_code !== undefined) {
    const code = readPhoneCode(body.phone_country_code)
    if (isRefusal(code)) return code
    change.phone_country_code = code
  }
  const country = readCountry(body)
  return isRefusal(country) ? country : { ...change, ...country }
}

function readClearable(field: string, value: unknown): string | null | Refusal {
  if (value === null) return null
  const text = readText(field, value, { min: 0, max: TEXT_CHARACTERS_MAX })
  return text === '' ? null : text
}

function readPhoneCode(value: unknown): number | null | Refusal {
  const text = value === null ? '' : String(value).trim().replace(/^\+/, '')
  if (text === '') return null
  if (!/^\d+$/.test(text)) return malformed('phone_country_code must be an integer')
  const code = Number(text)
  return code >= 1 && code <= PHONE_CODE_MAX ? code : refuse('FIELD_INVALID', { field: 'phone_country_code' })
}

/** `country` and `country_code` name one country, each in any of its codes: one of them sets both. */
function readCountry(body: Record<string, unknown>): Partial<Information> | Refusal {
  const given = (['country', 'country_code'] as const).filter((field) => body[field] !== undefined)
  const alphas = new Set<string | null>()
  let change: Partial<Information> = {}
  for (const field of given) {
    const text = readClearable(field, body[field])
    if (isRefusal(text)) return text
    const country = text === null ? null : findCountry(text)
    if (country === null && text !== null) return refuse('FIELD_INVALID', { field })
    alphas.add(country?.alpha3 ?? null)
    change = { country: country?.alpha3 ?? null, country_code: country?.alpha2 ?? null }
  }
  return alphas.size > 1 ? refuse('FIELD_INVALID', { field: 'country_code' }) : change
}
