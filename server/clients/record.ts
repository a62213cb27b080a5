import { type Static, Type } from 'typebox'
import { Instant, NullableInteger, NullableText } from '../companies/schemas.ts'
import type { Reader } from '../kernel/database.ts'
import type { Sealer } from '../kernel/sealer.ts'
import type { Client } from './client.ts'
import { listDocuments, type StoredDocument, showDocument, showItem } from './documents.ts'
import { type DetailName, type Details, detailsAnswer } from './fields/details.ts'
import { type Address, AddressAnswer } from './fields/read-address.ts'
import { openNumbers } from './sealed.ts'
import { walletIdsOf } from './wallet-links.ts'

const NullableFlag = Type.Union([Type.Boolean(), Type.Null()])

/** A client in the newer calls. */
export const IndividualAnswer = Type.Object({
  id: Type.String(),
  type: Type.String(),
  status: Type.String({ description: 'pending, in_review, active or rejected' }),
  first_name: NullableText,
  second_name: NullableText,
  last_name: NullableText,
  email: NullableText,
  birth_date: NullableText,
  phone_country_code: NullableInteger,
  phone_number: NullableInteger,
  address: Type.Union([AddressAnswer, Type.Null()]),
  rejection_code: NullableText,
  rejection_description: NullableText,
  created_at: Instant,
  updated_at: Instant,
})

export function showIndividual(client: Client): Static<typeof IndividualAnswer> {
  return {
    id: client.id,
    type: client.type,
    status: client.status,
    first_name: client.first_name,
    second_name: client.second_name,
    last_name: client.last_name,
    email: client.email,
    birth_date: client.birth_date,
    phone_country_code: client.phone_country_code,
    // At most 15 digits, so a float has it exactly.
    phone_number: client.phone_number === null ? null : Number(client.phone_number),
    address: client.address as Address | null,
    rejection_code: client.rejection_code,
    rejection_description: client.rejection_description,
    created_at: client.created_at.toISOString(),
    updated_at: client.updated_at.toISOString(),
  }
}

/** The details that the older record shows, in its order. */
const SHOWN_DETAILS = [
  'gender',
  'document_type',
  'expiration_date',
  'individual_identification_type',
  'username',
  'business_trade_name',
  'business_description',
  'business_type',
  'business_industry',
  'is_dao',
  'registered_address',
  'physical_address',
  'has_material_intermediary_ownership',
  'ownership_threshold',
  'signed_agreement_id',
  'account_purpose',
  'source_of_funds',
  'estimated_annual_revenue_usd',
  'expected_monthly_payments_usd',
  'operates_in_prohibited_countries',
  'high_risk_activities',
  'conducts_money_services',
  'acting_as_intermediary',
  'primary_website',
  'other_websites',
] as const satisfies readonly DetailName[]

const NoImage = Type.Null({ description: 'Images are never given back' })
const images = { image_front: NoImage, image_back: NoImage }

export const ItemAnswer = Type.Object({
  type: Type.String(),
  issuing_country: NullableText,
  number: NullableText,
  description: NullableText,
  expiration: NullableText,
})

/** A client in the older calls. */
export const RecordAnswer = Type.Object({
  ...IndividualAnswer.properties,
  status: Type.String({ description: 'PENDING, IN_REVIEW, ACTIVE or REJECTED' }),
  company_id: Type.String(),
  document_number: NullableText,
  individual_identification: NullableText,
  otp: NullableFlag,
  sms: NullableFlag,
  whatsapp: NullableFlag,
  telegram: NullableFlag,
  wallet_ids: Type.Array(Type.String()),
  business_legal_name: NullableText,
  ...detailsAnswer(SHOWN_DETAILS),
  identifying_information: Type.Array(Type.Object({ ...ItemAnswer.properties, ...images })),
  documents: Type.Array(
    Type.Object({
      id: Type.String(),
      name: NullableText,
      description: NullableText,
      issuing_country: NullableText,
      number: NullableText,
      ...images,
    }),
  ),
})

const WITHOUT_IMAGES = { image_front: null, image_back: null }

interface Parts {
  readonly documents: readonly StoredDocument[]
  readonly walletIds: readonly string[]
}

/** The older record, its status in lower case as events have it. */
function showParts(sealer: Sealer, client: Client, { documents, walletIds }: Parts) {
  const details = client.details as Details
  const numbers = openNumbers(sealer, client)
  return {
    ...showIndividual(client),
    company_id: client.company_id,
    document_number: numbers.document_number ?? null,
    individual_identification: numbers.individual_identification ?? null,
    otp: client.otp,
    sms: client.sms,
    whatsapp: client.whatsapp,
    telegram: client.telegram,
    wallet_ids: walletIds,
    business_legal_name: client.business_legal_name,
    ...Object.fromEntries(SHOWN_DETAILS.map((name) => [name, details[name] ?? null])),
    identifying_information: documents
      .filter(({ kind }) => kind === 'identifying')
      .map((one) => ({ ...showItem(sealer, one), ...WITHOUT_IMAGES })),
    documents: documents
      .filter(({ kind }) => kind === 'document' || kind === 'business_document')
      .map((one) => ({ ...showDocument(sealer, one), ...WITHOUT_IMAGES })),
  }
}

export type ClientRecord = ReturnType<typeof showParts>

/** What stands around the rows of clients of one company: read once for all of them. */
async function readRecords(
  reader: Reader,
  sealer: Sealer,
  companyId: string,
  clients: readonly Client[],
): Promise<ClientRecord[]> {
  const ids = clients.map(({ id }) => id)
  const documents = Map.groupBy(
    (await listDocuments(reader, companyId, ids)).filter(({ person_id }) => person_id === null),
    ({ client_id }) => client_id,
  )
  const wallets = await walletIdsOf(reader, companyId, ids)
  return clients.map((client) =>
    showParts(sealer, client, {
      documents: documents.get(client.id) ?? [],
      walletIds: wallets.get(client.id) ?? [],
    }),
  )
}

/** The older record as an event has it. */
export async function readRecord(reader: Reader, sealer: Sealer, client: Client): Promise<ClientRecord> {
  const [record] = await readRecords(reader, sealer, client.company_id, [client])
  if (record === undefined) throw new Error(`Client ${client.id} has no record`)
  return record
}

/** As the older calls answer: the status in upper case. */
export async function showRecords(
  reader: Reader,
  sealer: Sealer,
  companyId: string,
  clients: readonly Client[],
): Promise<ClientRecord[]> {
  const records = await readRecords(reader, sealer, companyId, clients)
  return records.map((record) => ({ ...record, status: record.status.toUpperCase() }))
}

export async function showRecord(reader: Reader, sealer: Sealer, client: Client): Promise<ClientRecord> {
  const record = await readRecord(reader, sealer, client)
  return { ...record, status: record.status.toUpperCase() }
}
