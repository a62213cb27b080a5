import type { Client } from '../client.ts'
import type { StoredDocument } from '../documents.ts'
import type { Numbers } from '../fields/client-change.ts'
import type { Details } from '../fields/details.ts'
import type { Address } from '../fields/read-address.ts'

/** What is known of a client besides its row, without images. */
export interface Known {
  readonly numbers: Numbers
  readonly documents: readonly StoredDocument[]
  readonly personCount: number
}

/** A record that the provider can judge is handed over by itself; of any other, a person decides that it is. */
export function isComplete(client: Client, known: Known): boolean {
  const details = client.details as Details
  if (client.email === null || !details.signed_agreement_id || !hasIdentification(known)) return false
  return client.type === 'individual'
    ? isCompleteIndividual(client)
    : client.business_legal_name !== null && isLocated(details.registered_address) && known.personCount > 0
}

function isCompleteIndividual(client: Client): boolean {
  const named = [client.first_name, client.last_name, client.birth_date]
  return named.every((one) => one !== null) && isLocated(client.address as Address | null)
}

export function isLocated(address: Address | null | undefined): boolean {
  return Boolean(address?.street_line1 && address.city && address.country)
}

/** A number of the client's own by which a state knows it. */
export function hasIdentification({ numbers, documents }: Known): boolean {
  if (Object.values(numbers).some((number) => number !== null)) return true
  return documents.some(({ person_id, sealed_number }) => person_id === null && sealed_number !== null)
}
