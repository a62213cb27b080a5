import { type Static, Type } from 'typebox'
import { DocumentGroup, IDENTITY_DOCUMENT, SELFIE } from '../checklists.ts'
import type { Client } from '../client.ts'
import type { StoredDocument } from '../documents.ts'
import type { Details } from '../fields/details.ts'

const DataGroup = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  required: Type.Boolean(),
  fields: Type.Array(Type.Object({ key: Type.String(), data_type: Type.String(), required: Type.Boolean() })),
})
type DataGroup = Static<typeof DataGroup>

export const MissingRequirements = Type.Object({
  documents: Type.Array(DocumentGroup),
  data: Type.Array(DataGroup),
})

/** What cards_individuals wants: the one product that can be asked for. */
export const DOCUMENT_GROUPS: readonly DocumentGroup[] = [IDENTITY_DOCUMENT, SELFIE]

const field = (key: string, data_type: string) => ({ key, data_type, required: true })

const DATA_GROUPS: readonly DataGroup[] = [
  {
    id: 'phone',
    name: 'Telephone number',
    description: 'Country code and number',
    required: true,
    fields: [field('phone_country_code', 'NUMBER'), field('phone_number', 'PHONE')],
  },
  {
    id: 'occupation',
    name: 'Occupation',
    description: 'A code of GET /management/clients/occupation-codes, or a text',
    required: true,
    fields: [field('occupation', 'STRING')],
  },
  {
    id: 'annual_salary',
    name: 'Annual salary',
    description: 'In US dollars',
    required: true,
    fields: [field('annual_salary', 'STRING')],
  },
  {
    id: 'account_purpose',
    name: 'Purpose of the account',
    description: 'What the card is for',
    required: true,
    fields: [field('account_purpose', 'STRING')],
  },
  {
    id: 'expected_monthly_volume',
    name: 'Expected monthly volume',
    description: 'In US dollars',
    required: true,
    fields: [field('expected_monthly_volume', 'STRING')],
  },
]

/** Groups of which no document was given, and data that the client's record lacks: PUT on the client fills it. */
export function missingRequirements(
  client: Client,
  documents: readonly StoredDocument[],
): Static<typeof MissingRequirements> {
  const given = new Set(documents.map(({ type }) => type))
  return {
    documents: DOCUMENT_GROUPS.filter(
      ({ valid_documents }) => !valid_documents.some(({ id }) => given.has(id)),
    ),
    data: DATA_GROUPS.filter(({ fields }) => fields.some(({ key }) => !hasValue(client, key))),
  }
}

function hasValue(client: Client, key: string): boolean {
  const columns: Readonly<Record<string, unknown>> = {
    phone_country_code: client.phone_country_code,
    phone_number: client.phone_number,
  }
  const value = key in columns ? columns[key] : (client.details as Details)[key as keyof Details]
  return value !== undefined && value !== null
}
