import { ENDORSEMENTS, findCustomer, setStatus } from '../customers/customer.ts'
import { invalidParameters } from '../http/problem.ts'
import { Reader } from '../http/reader.ts'
import { CUSTOMER_STATUSES, type CustomerStatus, type Json } from '../records.ts'
import { unschedule, type World } from '../world.ts'

export interface Decision {
  readonly status: CustomerStatus
  /** For the customer. */
  readonly reason: string
  readonly developerReason: string
  /** Null: those that were asked for. */
  readonly endorsements: readonly string[] | null
}

/** Somebody decides by hand, whatever is missing. */
export function decideCustomer(world: World, id: string, decision: Decision): void {
  const { status, reason, developerReason, endorsements } = decision
  world.store.commit(() => {
    const customer = findCustomer(world, id)
    unschedule(world, 'review', id)
    const isGood = status === 'active' || status === 'under_review'
    const decided = { ...customer, decided: true, ...(endorsements === null ? {} : chosen(endorsements)) }
    setStatus(world, customer, status, {
      as: decided,
      ...(isGood ? {} : { why: { reason, developer_reason: developerReason } }),
    })
  })
}

function chosen(endorsements: readonly string[]) {
  return { requested: endorsements, approved: [] }
}

export function readDecision(body: Json): Decision {
  const reader = new Reader(body).require('status')
  const status = reader.oneOf('status', CUSTOMER_STATUSES)
  const endorsements = reader.has('endorsements') ? reader.texts('endorsements') : null
  for (const one of endorsements ?? [])
    if (!ENDORSEMENTS.some((known) => known === one)) reader.fail('endorsements', `has no ${one}`)
  const reason = reader.text('reason') || 'Your information could not be verified'
  const developerReason = reader.text('developer_reason') || 'Decided by a control'
  if (!reader.isRight || status === null) throw invalidParameters(reader.wrong)
  return { status, reason, developerReason, endorsements }
}
