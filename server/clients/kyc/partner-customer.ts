import type { Reader } from '../../kernel/database.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { ENDORSEMENTS, type NewPartnerCustomer, type PartnerAddress } from '../../partner/partner.ts'
import type { Client } from '../client.ts'
import { BUSINESS_FIELDS, type DetailName, type Details, namesOf } from '../fields/details.ts'
import type { Address } from '../fields/read-address.ts'
import { listPersons, type Person, rolesOf } from '../persons.ts'
import { isOccupationCode } from '../reference/list-codes.ts'
import { isLocated } from './complete.ts'
import { given, listed } from './given.ts'
import { type Paper, readPapers } from './papers.ts'
import { documentsOf, itemsOf, numberItems } from './partner-papers.ts'

/** What the partner's own fields say already, or what is ours alone. */
const NAMED_OR_OURS: ReadonlySet<DetailName> = new Set([
  'username',
  'business_trade_name',
  'business_description',
  'registered_address',
  'physical_address',
  'signed_agreement_id',
])
const BUSINESS_MORE = namesOf(BUSINESS_FIELDS).filter((name) => !NAMED_OR_OURS.has(name))

/** The client as the partner is given it: what is known, whole or not, images included. */
export async function readPartnerCustomer(
  reader: Reader,
  sealer: Sealer,
  client: Client,
): Promise<NewPartnerCustomer> {
  const papers = await readPapers(reader, sealer, client)
  const details = client.details as Details
  const own = papers.filter(({ personId }) => personId === null)
  const shared = {
    ...given({
      email: client.email,
      phone: phoneOf(client),
      signed_agreement_id: details.signed_agreement_id,
    }),
    client_reference_id: client.id,
    endorsements: ENDORSEMENTS,
    ...listed('documents', documentsOf(papers)),
  }
  return client.type === 'individual'
    ? { ...shared, ...individual(sealer, client, own) }
    : { ...shared, ...business(client, own, papers, await listPersons(reader, client.company_id, client.id)) }
}

function individual(sealer: Sealer, client: Client, papers: readonly Paper[]): NewPartnerCustomer {
  const details = client.details as Details
  const address = client.address as Address | null
  const items = [...numberItems(sealer, client), ...itemsOf(papers, address?.country ?? null)]
  const occupation = details.occupation ?? ''
  return {
    type: 'individual',
    ...given({
      first_name: client.first_name,
      middle_name: client.second_name,
      last_name: client.last_name,
      birth_date: client.birth_date,
      residential_address: addressOf(address),
    }),
    ...listed('identifying_information', items),
    more: given({
      account_purpose: details.account_purpose,
      most_recent_occupation: isOccupationCode(occupation) ? occupation : null,
    }),
  }
}

function business(
  client: Client,
  own: readonly Paper[],
  papers: readonly Paper[],
  persons: readonly Person[],
): NewPartnerCustomer {
  const details = client.details as Details
  return {
    type: 'business',
    ...given({
      business_legal_name: client.business_legal_name,
      business_trade_name: details.business_trade_name,
      business_description: details.business_description,
      registered_address: addressOf(details.registered_address),
      physical_address: addressOf(details.physical_address),
    }),
    ...listed('identifying_information', itemsOf(own, details.registered_address?.country ?? null)),
    associated_persons: persons.flatMap((person) => personOf(person, papers)),
    more: given(Object.fromEntries(BUSINESS_MORE.map((name) => [name, details[name]]))),
  }
}

type PartnerPersons = NonNullable<(NewPartnerCustomer & { type: 'business' })['associated_persons']>

/** The partner demands a title of who controls; most who send none mean this one. */
const CONTROLLING_TITLE = 'Control person'

function personOf(person: Person, papers: readonly Paper[]): PartnerPersons {
  const residential_address = addressOf(person.residential_address as Address)
  if (residential_address === null) return []
  const { has_ownership, has_control, is_signer } = rolesOf(person)
  const own = papers.filter(({ personId }) => personId === person.id)
  return [
    {
      first_name: person.first_name,
      last_name: person.last_name,
      email: person.email,
      birth_date: person.birth_date,
      residential_address,
      identifying_information: itemsOf(own, residential_address.country),
      has_ownership,
      has_control,
      is_signer,
      ...given({
        middle_name: person.middle_name,
        phone: person.phone,
        title: person.title ?? (has_control ? CONTROLLING_TITLE : null),
      }),
    },
  ]
}

function addressOf(address: Address | null | undefined): PartnerAddress | null {
  if (!address || !isLocated(address)) return null
  return {
    street_line_1: address.street_line1 ?? '',
    city: address.city ?? '',
    country: address.country ?? '',
    ...given({
      street_line_2: address.street_line2,
      subdivision: address.state_code === address.country ? null : address.state_code,
      postal_code: address.postal_code,
    }),
  }
}

function phoneOf({ phone_country_code, phone_number }: Client): string | null {
  return phone_country_code === null || phone_number === null ? null : `+${phone_country_code}${phone_number}`
}
