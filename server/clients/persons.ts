import { type Selectable, sql } from 'kysely'
import { type Static, Type } from 'typebox'
import { NullableText } from '../companies/schemas.ts'
import { jsonb, type Reader, type Tx } from '../kernel/database.ts'
import { malformed, readText } from '../kernel/http/fields.ts'
import { newId } from '../kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import type { Sealer } from '../kernel/sealer.ts'
import type { Schema } from '../migrations/schema.ts'
import { type DocumentOwner, insertDocuments } from './documents.ts'
import { DocumentsBody, IdentifyingBody, type NewDocument, readDocuments } from './fields/documents.ts'
import { type Address, AddressBody, type AddressInput, LOCATED, readAddress } from './fields/read-address.ts'
import { readBirthDate, readDay, readEmail, readFullPhone } from './fields/read-contact.ts'

/** Who owns, controls, signs for or directs a business. */
export type Person = Selectable<Schema['client_persons']>

const ROLES = ['has_ownership', 'has_control', 'is_signer', 'is_director'] as const
const PERSONS_MAX = 50
const Role = Type.Optional(Type.Boolean())

export const PersonsBody = Type.Array(
  Type.Object({
    first_name: Type.String(),
    middle_name: Type.Optional(NullableText),
    last_name: Type.String(),
    email: Type.String(),
    phone: Type.Optional(NullableText),
    birth_date: Type.String(),
    residential_address: AddressBody,
    has_ownership: Role,
    has_control: Role,
    is_signer: Role,
    is_director: Role,
    title: Type.Optional(NullableText),
    relationship_established_at: Type.Optional(NullableText),
    identifying_information: Type.Optional(IdentifyingBody),
    documents: Type.Optional(DocumentsBody),
  }),
  { maxItems: PERSONS_MAX },
)
type PersonInput = Static<typeof PersonsBody>[number]

export interface NewPerson {
  readonly columns: Omit<
    Person,
    'company_id' | 'id' | 'client_id' | 'residential_address' | 'created_at' | 'updated_at'
  > & {
    readonly residential_address: Address
  }
  readonly documents: readonly NewDocument[]
}

/** K2, K3, K9: one at least has control, one signs. */
export function readPersons(inputs: readonly PersonInput[], now: Date): readonly NewPerson[] | Refusal {
  const persons: NewPerson[] = []
  for (const [index, input] of inputs.entries()) {
    const person = readPerson(`associated_persons[${index}]`, input, now)
    if (isRefusal(person)) return person
    persons.push(person)
  }
  if (!persons.some(({ columns }) => columns.has_control)) return refuse('CONTROL_PERSON_MISSING')
  if (!persons.some(({ columns }) => columns.is_signer)) return refuse('SIGNER_MISSING')
  return persons
}

function readPerson(field: string, input: PersonInput, now: Date): NewPerson | Refusal {
  const texts: Record<string, string | null> = {}
  for (const name of ['first_name', 'middle_name', 'last_name', 'title'] as const) {
    const isRequired = name === 'first_name' || name === 'last_name'
    const text = readText(`${field}.${name}`, input[name] ?? '', { min: isRequired ? 1 : 0 })
    if (isRefusal(text)) return text
    texts[name] = text === '' ? null : text
  }
  const email = readEmail(`${field}.email`, input.email)
  if (isRefusal(email)) return email
  const birth_date = readBirthDate(`${field}.birth_date`, input.birth_date, now)
  if (isRefusal(birth_date)) return birth_date
  const residential_address = readAddress(
    `${field}.residential_address`,
    input.residential_address as AddressInput,
    LOCATED,
  )
  if (isRefusal(residential_address)) return residential_address
  const phone = readPhone(`${field}.phone`, input.phone)
  if (isRefusal(phone)) return phone
  const since = input.relationship_established_at
  const relationship_established_at = since ? readDay(`${field}.relationship_established_at`, since) : null
  if (isRefusal(relationship_established_at)) return relationship_established_at
  const items = readDocuments(
    `${field}.identifying_information`,
    'identifying',
    input.identifying_information ?? [],
  )
  if (isRefusal(items)) return items
  const documents = readDocuments(`${field}.documents`, 'document', input.documents ?? [])
  if (isRefusal(documents)) return documents
  return {
    columns: {
      first_name: texts.first_name ?? '',
      middle_name: texts.middle_name ?? null,
      last_name: texts.last_name ?? '',
      title: texts.title ?? null,
      email,
      phone,
      birth_date,
      residential_address,
      relationship_established_at,
      has_ownership: input.has_ownership ?? false,
      has_control: input.has_control ?? false,
      is_signer: input.is_signer ?? false,
      is_director: input.is_director ?? false,
    },
    documents: [...items, ...documents],
  }
}

/** @returns `+` and digits. */
function readPhone(field: string, text: string | null | undefined): string | null | Refusal {
  if (text === undefined || text === null || text.trim() === '') return null
  const digits = readFullPhone(text)
  if (digits === null) return malformed(`${field} must be a telephone number`)
  return digits.length > 15 ? refuse('FIELD_INVALID', { field }) : `+${digits}`
}

export async function insertPersons(
  tx: Tx,
  sealer: Sealer,
  owner: DocumentOwner,
  persons: readonly NewPerson[],
  now: Date,
): Promise<void> {
  for (const { columns, documents } of persons) {
    const id = newId()
    await tx
      .insertInto('client_persons')
      .values({
        ...columns,
        residential_address: jsonb(columns.residential_address),
        company_id: owner.companyId,
        id,
        client_id: owner.clientId,
        created_at: now,
        updated_at: now,
      })
      .execute()
    await insertDocuments(tx, sealer, { ...owner, personId: id }, documents, now)
  }
}

export type ListedPerson = Person & {
  /** The individual client with the same e-mail address. */
  readonly person_client_id: string | null
}

export async function listPersons(
  reader: Reader,
  companyId: string,
  clientId: string,
): Promise<ListedPerson[]> {
  const { rows } = await sql<ListedPerson>`
    SELECT p.*, c.id AS person_client_id
    FROM client_persons p
    LEFT JOIN clients c ON c.company_id = p.company_id AND lower(c.email) = lower(p.email)
      AND c.type = 'individual' AND c.deleted_at IS NULL
    WHERE p.company_id = ${companyId} AND p.client_id = ${clientId}
    ORDER BY p.id`.execute(reader)
  return rows
}

export function rolesOf(person: Person): Pick<Person, (typeof ROLES)[number]> {
  const { has_ownership, has_control, is_signer, is_director } = person
  return { has_ownership, has_control, is_signer, is_director }
}
