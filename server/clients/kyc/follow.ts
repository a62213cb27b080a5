import { type PartnerCustomer, PartnerError } from '../../partner/partner.ts'
import type { Client } from '../client.ts'
import type { Link } from '../providers/link.ts'
import { applyAnswer } from './apply.ts'
import type { Done, KycDeps } from './look.ts'

/** Asks how the customer stands. */
export async function follow(deps: KycDeps, client: Client, link: Link): Promise<Done> {
  const customer = await findOwnCustomer(deps, client, link)
  if (customer !== null) await applyAnswer(deps, client, link, customer, null)
  return 'FOLLOW'
}

/**
 * The customer of a link. Null: it is not there, or it was made for somebody else: a link may have been made by hand, with any text
 * as the customer's id.
 */
export async function findOwnCustomer(
  { partner, log }: KycDeps,
  client: Client,
  link: Link,
): Promise<PartnerCustomer | null> {
  const customer = await partner.getCustomer(link.customer_id).catch((error: unknown) => {
    if (error instanceof PartnerError && error.kind !== 'UNAVAILABLE') return null
    throw error
  })
  const isOwn = customer?.clientReferenceId == null || customer.clientReferenceId === client.id
  if (customer === null || !isOwn)
    log.warn(
      { clientId: client.id, isOwn },
      'the customer that a client is linked to is not there for this client',
    )
  return isOwn ? customer : null
}
