import { recordEvent } from '../events/event.ts'
import { notFound } from '../http/problem.ts'
import type { CustomerRecord, CustomerStatus, Json } from '../records.ts'
import { isoTime, schedule, unschedule, type World } from '../world.ts'
import { withLinksOf } from './kyc-link.ts'
import { BASE_NEEDS, closedTo, gapsOf, isComplete } from './requirements.ts'

export const ENDORSEMENTS = [
  'base',
  'sepa',
  'spei',
  'pix',
  'pix_onramp',
  'pix_offramp',
  'faster_payments',
  'cop',
] as const
export const DEFAULT_ENDORSEMENTS = ['base', 'sepa'] as const

const REVIEW_MS = 2_000

export function findCustomer({ tables }: World, id: string): CustomerRecord {
  const found = tables.customers.get(id)
  if (found === undefined || found.deleted) throw notFound('Customer')
  return found
}

/** Puts it, with its event. Within a commit. */
export function saveCustomer(world: World, before: CustomerRecord | null, after: CustomerRecord): void {
  withLinksOf(world, after.id, () => world.tables.customers.put(after.id, after))
  recordEvent(world, {
    category: 'customer',
    id: after.id,
    before: before === null ? null : showCustomer(before),
    after: after.deleted ? null : showCustomer(after),
    stateField: 'status',
  })
}

/** What follows from its data: incomplete, or a review that ends in two seconds. What was decided by hand stays. */
export function judge(world: World, customer: CustomerRecord): CustomerRecord {
  if (!isComplete(customer) && !customer.decided) {
    unschedule(world, 'review', customer.id)
    return { ...customer, status: customer.status === 'not_started' ? 'not_started' : 'incomplete' }
  }
  schedule(world, 'review', customer.id, REVIEW_MS)
  return customer.status === 'active' ? customer : { ...customer, status: 'under_review', reasons: [] }
}

/** The end of a review: by the last name, unless somebody decides by hand (controls). Within a commit. */
export function decideReview(world: World, id: string): void {
  const customer = world.tables.customers.get(id)
  if (customer === undefined || customer.deleted) return
  const name = lastNameOf(customer)
  if (name === 'Review' && customer.status !== 'active') return
  if (name === 'Reject' && !customer.decided)
    setStatus(world, customer, 'rejected', { why: REJECTED_BY_NAME })
  else setStatus(world, customer, 'active')
}

const REJECTED_BY_NAME = {
  reason: 'Your information could not be verified',
  developer_reason: 'The last name asks for it',
}

interface Why {
  readonly reason: string
  readonly developer_reason: string
}

/** With what the status means for the endorsements. `as`: other changes of the same moment. Within a commit. */
export function setStatus(
  world: World,
  before: CustomerRecord,
  status: CustomerStatus,
  { as = before, why }: { readonly as?: CustomerRecord; readonly why?: Why } = {},
): void {
  const open = status === 'active' ? as.requested.filter((name) => isOpenTo(as, name)) : []
  const isShut = status === 'rejected' || status === 'offboarded'
  saveCustomer(world, before, {
    ...as,
    status,
    approved: isShut ? [] : [...new Set([...as.approved, ...open])],
    revoked: isShut ? [...before.approved] : [],
    reasons: why === undefined ? [] : [why],
    updated_at: world.now().getTime(),
  })
}

function isOpenTo(customer: CustomerRecord, endorsement: string): boolean {
  if (endorsement === 'cop' && lastNameOf(customer) === 'Nocop') return false
  return closedTo(customer, endorsement) === null
}

/** A business is asked by the last word of its legal name. */
function lastNameOf({ type, fields }: CustomerRecord): string {
  const name = String((type === 'business' ? fields.business_legal_name : fields.last_name) ?? '')
  return name.trim().split(/\s+/).at(-1) ?? ''
}

export function showCustomer(customer: CustomerRecord): Json {
  const { fields, type } = customer
  const isBusiness = type === 'business'
  return {
    id: customer.id,
    type,
    first_name: (isBusiness ? fields.business_legal_name : fields.first_name) ?? null,
    last_name: isBusiness ? null : (fields.last_name ?? null),
    email: fields.email ?? null,
    client_reference_id: fields.client_reference_id ?? null,
    status: customer.status,
    has_accepted_terms_of_service: customer.has_accepted_terms,
    rejection_reasons: customer.reasons.map((one) => ({
      ...one,
      created_at: isoTime(customer.updated_at),
    })),
    endorsements: [...new Set([...customer.requested, ...customer.approved, ...customer.revoked])].map(
      (name) => showEndorsement(customer, name),
    ),
    created_at: isoTime(customer.created_at),
    updated_at: isoTime(customer.updated_at),
  }
}

function showEndorsement(customer: CustomerRecord, name: string): Json {
  const status = customer.approved.includes(name)
    ? 'approved'
    : customer.revoked.includes(name)
      ? 'revoked'
      : 'incomplete'
  const gaps = gapsOf(customer)
  const isOpen = status === 'approved'
  const done = BASE_NEEDS[customer.type].filter(({ name: need }) => !gaps.names.includes(need))
  const closed = closedTo(customer, name)
  return {
    name,
    status,
    requirements: {
      complete: done.map(({ name: need }) => need),
      pending: customer.status === 'under_review' ? ['identity_verification'] : [],
      missing: isOpen || gaps.missing.length === 0 ? null : { all_of: gaps.missing },
      issues: [
        ...(isOpen || closed === null ? [] : [closed]),
        ...customer.reasons.map(({ reason }) => ({ identity_verification: reason })),
      ],
    },
  }
}
