import { isFields } from '../../network/fields.ts'
import type { CustomerRecord } from '../records.ts'

type Missing = string | { readonly any_of: readonly string[] } | { readonly all_of: readonly Missing[] }

interface Need {
  /** The partner's name for it. */
  readonly name: string
  isMet(customer: CustomerRecord): boolean
  /** How it is told where the name alone does not do. */
  readonly missing?: Missing
}

const terms: Need = { name: 'terms_of_service_v1', isMet: (customer) => customer.has_accepted_terms }
const identity: Need = {
  name: 'government_id_verification',
  isMet: ({ fields }) => itemsOf(fields.identifying_information).length > 0,
  missing: { any_of: ['government_id_verification', 'tax_identification_number'] },
}

/** What a complete customer has. Every endorsement wants the same. */
export const BASE_NEEDS: Readonly<Record<CustomerRecord['type'], readonly Need[]>> = {
  individual: [
    terms,
    has('first_name'),
    has('last_name'),
    has('email_address', 'email'),
    has('date_of_birth', 'birth_date'),
    has('address_of_residence', 'residential_address'),
    identity,
  ],
  business: [
    terms,
    has('business_legal_name'),
    has('email_address', 'email'),
    {
      name: 'business_address',
      isMet: ({ fields }) => isFields(fields.registered_address) || isFields(fields.physical_address),
    },
    identity,
    {
      name: 'control_person',
      isMet: ({ persons }) => persons.some(({ fields }) => fields.has_control === true),
    },
    { name: 'signer', isMet: ({ persons }) => persons.some(({ fields }) => fields.is_signer === true) },
  ],
}

export function gapsOf(customer: CustomerRecord): {
  readonly names: readonly string[]
  readonly missing: readonly Missing[]
} {
  const asked = customer.all_known ? [terms] : BASE_NEEDS[customer.type]
  const unmet = asked.filter((need) => !need.isMet(customer))
  return { names: unmet.map(({ name }) => name), missing: unmet.map(({ name, missing = name }) => missing) }
}

export function isComplete(customer: CustomerRecord): boolean {
  return gapsOf(customer).names.length === 0
}

/** The issue for which an endorsement is not to be had, whatever is sent; null: none. */
export function closedTo({ type, fields }: CustomerRecord, endorsement: string): string | null {
  const address = fields.residential_address
  const country = isFields(address) ? address.country : undefined
  return endorsement === 'pix_onramp' && type === 'individual' && country !== 'BRA'
    ? 'endorsement_not_available_in_customers_region'
    : null
}

function has(name: string, field = name): Need {
  return { name, isMet: ({ fields }) => fields[field] !== undefined && fields[field] !== null }
}

function itemsOf(list: unknown): readonly unknown[] {
  return Array.isArray(list)
    ? list.filter((one) => isFields(one) && (one.number !== undefined || one.has_image === true))
    : []
}
