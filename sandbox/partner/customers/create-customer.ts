import { badCustomer, invalidParameters } from '../http/problem.ts'
import { Reader } from '../http/reader.ts'
import { type ApiRoute, idIn } from '../http/route.ts'
import type { CustomerRecord, Json } from '../records.ts'
import { drawId, type World } from '../world.ts'
import { DEFAULT_ENDORSEMENTS, findCustomer, judge, saveCustomer, showCustomer } from './customer.ts'
import { readPersons } from './persons.ts'
import { readCustomer } from './read-customer.ts'
import { useAgreement } from './terms.ts'

export const createCustomerRoute: ApiRoute = {
  method: 'POST',
  path: '/customers',
  answer: ({ world, body }) => ({ status: 201, body: showCustomer(createCustomer(world, body)) }),
}

/** Any subset of the fields; those that are not named stay. */
export const updateCustomerRoute: ApiRoute = {
  method: 'PUT',
  path: '/customers/{id}',
  answer: ({ world, params, body }) => ({
    status: 200,
    body: showCustomer(updateCustomer(world, findCustomer(world, idIn(params)), body)),
  }),
}

/** Only the type must be there: what is missing shows as requirements. Within a commit. */
export function createCustomer(
  world: World,
  body: Json,
  status: 'incomplete' | 'not_started' = 'incomplete',
): CustomerRecord {
  const reader = new Reader(body).require('type')
  const type = reader.oneOf('type', ['individual', 'business'])
  if (type === null) throw badCustomer(reader.wrong)
  const now = world.now()
  const { fields, wrong } = readCustomer(body, type, now)
  const persons = type === 'business' ? readPersons(world, reader) : []
  if (!reader.isRight || Object.keys(wrong).length > 0) throw badCustomer({ ...reader.wrong, ...wrong })
  const requested = reader.has('endorsements') ? reader.texts('endorsements') : DEFAULT_ENDORSEMENTS
  const made: CustomerRecord = {
    id: drawId(world),
    type,
    fields,
    persons,
    has_accepted_terms: acceptTerms(world, body),
    status,
    requested: [...new Set(requested)],
    approved: [],
    revoked: [],
    reasons: [],
    all_known: false,
    decided: false,
    deleted: false,
    created_at: now.getTime(),
    updated_at: now.getTime(),
  }
  const judged = judge(world, made)
  saveCustomer(world, null, judged)
  return judged
}

function updateCustomer(world: World, before: CustomerRecord, body: Json): CustomerRecord {
  const reader = new Reader(body)
  if (reader.has('type') && reader.oneOf('type', [before.type]) === null) throw badCustomer(reader.wrong)
  const now = world.now()
  const { fields, wrong } = readCustomer(body, before.type, now)
  if (Object.keys(wrong).length > 0) throw badCustomer(wrong)
  const changed: CustomerRecord = {
    ...before,
    fields: { ...before.fields, ...fields },
    has_accepted_terms: acceptTerms(world, body) || before.has_accepted_terms,
    requested: [...new Set([...before.requested, ...reader.texts('endorsements')])],
    decided: before.decided && before.status !== 'rejected',
    updated_at: now.getTime(),
  }
  // what somebody has decided by hand stays, but for a rejection: that is looked at again
  const isHeld = changed.decided && before.status !== 'active'
  const judged = isHeld ? changed : judge(world, changed)
  saveCustomer(world, before, judged)
  return judged
}

function acceptTerms(world: World, body: Json): boolean {
  const { signed_agreement_id: id } = body
  if (id === undefined || id === null) return false
  if (typeof id !== 'string' || !useAgreement(world, id))
    throw invalidParameters({ signed_agreement_id: 'is not a new acceptance of the terms' })
  return true
}
