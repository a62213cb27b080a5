import { badCustomer, notFound } from '../http/problem.ts'
import { Reader } from '../http/reader.ts'
import { type ApiRoute, idIn } from '../http/route.ts'
import type { CustomerRecord, Json, PersonRecord } from '../records.ts'
import { drawId, isoTime, type World } from '../world.ts'
import { findCustomer, judge, saveCustomer } from './customer.ts'
import { readPerson, withoutFiles } from './read-customer.ts'

const NEEDED = [
  'first_name',
  'last_name',
  'email',
  'residential_address',
  'identifying_information',
  'birth_date',
  'has_ownership',
  'has_control',
  'is_signer',
]
const COLLECTION = '/customers/{id}/associated_persons'

/** People behind a business. */
export const personRoutes: readonly ApiRoute[] = [
  {
    method: 'POST',
    path: COLLECTION,
    answer({ world, params, body }) {
      const business = findCustomer(world, idIn(params))
      const reader = new Reader(body)
      const person = readOne(world, reader)
      if (!reader.isRight) throw badCustomer(reader.wrong)
      change(world, business, [...business.persons, person])
      return { status: 201, body: showPerson(person) }
    },
  },
  {
    method: 'GET',
    path: COLLECTION,
    answer: ({ world, params }) => ({
      status: 200,
      body: { data: findCustomer(world, idIn(params)).persons.map(showPerson) },
    }),
  },
  {
    method: 'GET',
    path: `${COLLECTION}/{personId}`,
    answer: ({ world, params }) => ({
      status: 200,
      body: showPerson(findPerson(findCustomer(world, idIn(params)), idIn(params, 'personId'))),
    }),
  },
  {
    method: 'PUT',
    path: `${COLLECTION}/{personId}`,
    answer({ world, params, body }) {
      const business = findCustomer(world, idIn(params))
      const before = findPerson(business, idIn(params, 'personId'))
      const reader = new Reader({ ...before.fields, ...body })
      const { fields } = readOne(world, reader)
      if (!reader.isRight) throw badCustomer(reader.wrong)
      const person = { ...before, fields, updated_at: world.now().getTime() }
      change(
        world,
        business,
        business.persons.map((one) => (one === before ? person : one)),
      )
      return { status: 200, body: showPerson(person) }
    },
  },
  {
    method: 'DELETE',
    path: `${COLLECTION}/{personId}`,
    answer({ world, params }) {
      const business = findCustomer(world, idIn(params))
      const person = findPerson(business, idIn(params, 'personId'))
      change(
        world,
        business,
        business.persons.filter((one) => one !== person),
      )
      return { status: 200, body: showPerson(person) }
    },
  },
]

/** Those that come with a business. What is wrong is told to the reader. Within a commit. */
export function readPersons(world: World, reader: Reader): PersonRecord[] {
  return reader.objects('associated_persons').map((person) => readOne(world, person))
}

function readOne(world: World, reader: Reader): PersonRecord {
  const now = world.now()
  reader.require(...NEEDED)
  readPerson(reader, now)
  for (const name of ['has_ownership', 'has_control', 'is_signer', 'is_director']) reader.flag(name)
  reader.text('title', { max: 256 })
  if (reader.fields.has_control === true) reader.require('title')
  const at = now.getTime()
  return { id: drawId(world), fields: withoutFiles(reader.fields), created_at: at, updated_at: at }
}

function change(world: World, business: CustomerRecord, persons: readonly PersonRecord[]): void {
  saveCustomer(world, business, judge(world, { ...business, persons, updated_at: world.now().getTime() }))
}

function findPerson({ persons }: CustomerRecord, id: string): PersonRecord {
  const found = persons.find((one) => one.id === id)
  if (found === undefined) throw notFound('Associated person')
  return found
}

function showPerson({ id, fields, created_at, updated_at }: PersonRecord): Json {
  return { id, ...fields, created_at: isoTime(created_at), updated_at: isoTime(updated_at) }
}
