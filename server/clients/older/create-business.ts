import { type Static, Type } from 'typebox'
import { readText } from '../../kernel/http/fields.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import type { ClientDeps } from '../deps.ts'
import { BUSINESS_COLUMNS, type ClientChange, changeBody, readClientChange } from '../fields/client-change.ts'
import { BUSINESS_FIELDS, namesOf } from '../fields/details.ts'
import { insertPersons, type NewPerson, PersonsBody, readPersons } from '../persons.ts'
import { RecordAnswer, showRecord } from '../record.ts'
import { insertClient } from '../write-client.ts'

const DETAILS = namesOf(BUSINESS_FIELDS)
const LISTS = ['identifying_information', 'documents', 'business_documents'] as const

const BusinessBody = Type.Object({
  ...changeBody(BUSINESS_COLUMNS, DETAILS, LISTS),
  email: Type.String(),
  business_description: Type.String(),
  business_type: Type.String({
    description: 'corporation, llc, partnership, sole_proprietorship, non_profit, trust or other',
  }),
  primary_website: Type.String(),
  associated_persons: PersonsBody,
})

/** K9 has texts of its own for these; what else is missing is refused by the body's shape. */
const REQUIRED = [
  'business_legal_name',
  'business_industry',
  'registered_address',
  'identifying_information',
  'high_risk_activities',
] as const

export function createBusiness({ sealer }: Pick<ClientDeps, 'sealer'>) {
  return writeRoute({
    method: 'POST',
    path: '/management/clients/business',
    access: { level: 3 },
    summary: 'Create a business client with its associated persons',
    refusals: [
      'CLIENT_EXISTS',
      'STATE_MISMATCH',
      'FIELD_INVALID',
      'FIELD_REQUIRED',
      'INDUSTRY_UNKNOWN',
      'CONTROL_PERSON_MISSING',
      'SIGNER_MISSING',
    ],
    tag: 'Clients (older calls)',
    body: BusinessBody,
    takesImages: true,
    answer: RecordAnswer,
    async write(tx, call) {
      const business = readBusiness(call.body, call.now)
      if (isRefusal(business)) return business
      const context = { ...call, sealer, taken: 'CLIENT_EXISTS' } as const
      const client = await insertClient(tx, context, 'business', business.change)
      if (isRefusal(client)) return client
      const owner = { companyId: call.companyId, clientId: client.id }
      await insertPersons(tx, sealer, owner, business.persons, call.now)
      return showRecord(tx, sealer, client)
    },
  })
}

function readBusiness(
  body: Static<typeof BusinessBody>,
  now: Date,
): { change: ClientChange; persons: readonly NewPerson[] } | Refusal {
  const given = body as Readonly<Record<string, unknown>>
  for (const name of ['email', 'business_description', 'primary_website']) {
    const text = readText(name, given[name], { max: 2_000 })
    if (isRefusal(text)) return text
  }
  const missing = REQUIRED.find((field) => isMissing(field, given[field]))
  if (missing !== undefined) return refuse('FIELD_REQUIRED', { field: missing })
  const change = readClientChange(given, { now, details: DETAILS, addressLines: [] })
  if (isRefusal(change)) return change
  const persons = readPersons(body.associated_persons, now)
  return isRefusal(persons) ? persons : { change, persons }
}

/** An empty list of risks says that there are none; other empty lists say nothing. */
function isMissing(field: (typeof REQUIRED)[number], value: unknown): boolean {
  if (value === undefined || value === null) return true
  if (typeof value === 'string') return value.trim() === ''
  return Array.isArray(value) && value.length === 0 && field !== 'high_risk_activities'
}
