import { Type } from 'typebox'
import { Instant, NullableText } from '../../companies/schemas.ts'
import { readRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { findClient } from '../client.ts'
import type { ClientDeps } from '../deps.ts'
import { listDocuments, type StoredDocument, showItem } from '../documents.ts'
import { AddressAnswer } from '../fields/read-address.ts'
import { type ListedPerson, listPersons, rolesOf } from '../persons.ts'
import { ItemAnswer } from '../record.ts'

const PersonAnswer = Type.Object({
  id: Type.String(),
  business_client_id: Type.String(),
  person_client_id: { ...NullableText, description: 'The individual client with the same e-mail address' },
  person_bridge_id: { ...NullableText, description: "The partner's id, where it has told one" },
  first_name: Type.String(),
  middle_name: NullableText,
  last_name: Type.String(),
  email: Type.String(),
  phone: NullableText,
  birth_date: Type.String(),
  residential_address: AddressAnswer,
  has_ownership: Type.Boolean(),
  has_control: Type.Boolean(),
  is_signer: Type.Boolean(),
  is_director: Type.Boolean(),
  title: NullableText,
  relationship_established_at: NullableText,
  identifying_information: Type.Array(ItemAnswer),
  created_at: Instant,
  updated_at: Instant,
})

/** Of an individual: none. */
export function listAssociatedPersons({ sealer }: Pick<ClientDeps, 'sealer'>) {
  return readRoute({
    method: 'GET',
    path: '/management/clients/{clientId}/associated-persons',
    access: { level: 1 },
    summary: 'List who owns, controls, signs for or directs a business',
    refusals: ['CLIENT_NOT_FOUND'],
    tag: 'Clients (older calls)',
    answer: Type.Array(PersonAnswer),
    async read(db, { companyId, params }) {
      const client = await findClient(db, companyId, params.clientId ?? '')
      if (isRefusal(client)) return client
      const items = Map.groupBy(
        (await listDocuments(db, companyId, [client.id])).filter(({ kind }) => kind === 'identifying'),
        ({ person_id }) => person_id,
      )
      const persons = await listPersons(db, companyId, client.id)
      return persons.map((person) => showPerson(sealer, person, items.get(person.id) ?? []))
    },
  })
}

function showPerson(sealer: Sealer, person: ListedPerson, items: readonly StoredDocument[]) {
  return {
    id: person.id,
    business_client_id: person.client_id,
    person_client_id: person.person_client_id,
    person_bridge_id: null,
    first_name: person.first_name,
    middle_name: person.middle_name,
    last_name: person.last_name,
    email: person.email,
    phone: person.phone,
    birth_date: person.birth_date,
    residential_address: person.residential_address,
    ...rolesOf(person),
    title: person.title,
    relationship_established_at: person.relationship_established_at,
    identifying_information: items.map((item) => showItem(sealer, item)),
    created_at: person.created_at,
    updated_at: person.updated_at,
  }
}
