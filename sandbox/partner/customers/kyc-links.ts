import { listAnswer } from '../http/list.ts'
import { invalidParameters, notFound } from '../http/problem.ts'
import { Reader } from '../http/reader.ts'
import { type ApiRoute, idIn } from '../http/route.ts'
import type { CustomerRecord, Json, KycLinkRecord } from '../records.ts'
import { drawId, type World } from '../world.ts'
import { createCustomer } from './create-customer.ts'
import { ENDORSEMENTS, judge, saveCustomer } from './customer.ts'
import { showKycLink, withLinksOf } from './kyc-link.ts'
import { EMAIL } from './read-customer.ts'
import { openPage } from './terms.ts'

export const kycLinkRoutes: readonly ApiRoute[] = [
  {
    method: 'POST',
    path: '/kyc_links',
    answer: ({ world, body }) => ({ status: 200, body: showKycLink(world, createKycLink(world, body)) }),
  },
  {
    method: 'GET',
    path: '/kyc_links',
    answer({ world, query }) {
      const [customerId, email] = [query.get('customer_id'), query.get('email')]
      const found = world.tables.kycLinks
        .values()
        .filter(
          ({ customer_id, fields }) =>
            (customerId === null || customer_id === customerId) && (email === null || fields.email === email),
        )
      return listAnswer(found, query, (link) => showKycLink(world, link))
    },
  },
  {
    method: 'GET',
    path: '/kyc_links/{id}',
    answer({ world, params }) {
      const found = world.tables.kycLinks.get(idIn(params))
      if (found === undefined) throw notFound('KYC link')
      return { status: 200, body: showKycLink(world, found) }
    },
  },
]

function createKycLink(world: World, body: Json): KycLinkRecord {
  const reader = new Reader(body).require('email', 'type')
  const type = reader.oneOf('type', ['individual', 'business'])
  reader.text('email', { pattern: EMAIL, why: 'must be an e-mail address' })
  const name = reader.text('full_name', { min: 2 })
  for (const one of reader.texts('endorsements'))
    if (!ENDORSEMENTS.some((known) => known === one)) reader.fail('endorsements', `has no ${one}`)
  if (!reader.isRight || type === null) throw invalidParameters(reader.wrong)
  const fields = {
    type,
    email: body.email,
    ...(name === '' ? {} : namesOf(type, name)),
    ...(reader.has('endorsements') ? { endorsements: body.endorsements } : {}),
  }
  const customer = createCustomer(world, fields, 'not_started')
  const link: KycLinkRecord = {
    id: drawId(world),
    customer_id: customer.id,
    fields: body,
    terms_opened: false,
    kyc_opened: false,
    created_at: world.now().getTime(),
  }
  openPage(world, { token: `t-${link.id}`, kind: 'link_terms', kyc_link_id: link.id }, 'terms')
  openPage(world, { token: `k-${link.id}`, kind: 'link_kyc', kyc_link_id: link.id }, 'kyc')
  withLinksOf(world, customer.id, () => world.tables.kycLinks.put(link.id, link))
  return link
}

function namesOf(type: CustomerRecord['type'], name: string): Json {
  if (type === 'business') return { business_legal_name: name }
  const words = name.trim().split(/\s+/)
  return words.length === 1
    ? { first_name: name }
    : { first_name: words.slice(0, -1).join(' '), last_name: words.at(-1) }
}

/**
 * Somebody has opened one of its two pages; once both have been, everything is known and accepted, and the review begins. Within a
 * commit.
 */
export function openKycLink(world: World, id: string, opened: 'terms_opened' | 'kyc_opened'): KycLinkRecord {
  const before = world.tables.kycLinks.get(id)
  const customer = before === undefined ? undefined : world.tables.customers.get(before.customer_id)
  if (before === undefined || customer === undefined) throw notFound('KYC link')
  if (before[opened]) return before
  const after = { ...before, [opened]: true }
  const known = { has_accepted_terms: after.terms_opened, all_known: after.kyc_opened }
  withLinksOf(world, customer.id, () => world.tables.kycLinks.put(id, after))
  const changed = { ...customer, ...known, status: 'incomplete', updated_at: world.now().getTime() } as const
  saveCustomer(world, customer, judge(world, changed))
  return after
}
