import type { Client } from './client.ts'

type Address = Client['address']

/** Groups of documents of which one has a number by which a state knows the client. */
const PAPERS: readonly string[] = ['identity_document', 'business_registration']

/** What the partner wants before it begins, as people name it. */
export function missingOf(
  client: Client,
  pending: readonly { readonly type: string }[],
  personCount: number,
): readonly string[] {
  const wanted = client.type === 'business' ? ofBusiness(client, personCount) : ofPerson(client)
  const hasPaper = !pending.some(({ type }) => PAPERS.includes(type))
  const all: readonly (readonly [is: boolean, name: string])[] = [
    ...wanted,
    [client.email !== null, 'E-mail'],
    [hasPaper, client.type === 'business' ? 'Registration or tax number' : 'Number of an identity document'],
    [client.signed_agreement_id !== null, 'Acceptance of the partner’s terms'],
  ]
  return all.flatMap(([is, name]) => (is ? [] : [name]))
}

function ofPerson({ first_name, last_name, birth_date, address }: Client) {
  return [
    [first_name !== null && last_name !== null, 'First and last name'],
    [birth_date !== null, 'Birth date'],
    [isLocated(address), 'Address with street, city and country'],
  ] as const
}

function ofBusiness({ business_legal_name, registered_address }: Client, personCount: number) {
  return [
    [business_legal_name !== null, 'Legal name'],
    [isLocated(registered_address), 'Registered address'],
    [personCount > 0, 'A person who controls it'],
  ] as const
}

function isLocated(address: Address): boolean {
  return Boolean(address?.street_line1 && address.city && address.country)
}
