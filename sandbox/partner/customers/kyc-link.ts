import { recordEvent } from '../events/event.ts'
import type { Json, KycLinkRecord } from '../records.ts'
import { isoTime, type World } from '../world.ts'

/** As it looks now; a link has the status of its customer. */
export function showKycLink(world: World, link: KycLinkRecord): Json {
  const customer = world.tables.customers.get(link.customer_id)
  const status = customer?.status ?? 'not_started'
  return {
    id: link.id,
    customer_id: link.customer_id,
    email: link.fields.email,
    type: link.fields.type,
    full_name: link.fields.full_name ?? null,
    kyc_link: `${world.origin}/pages/kyc/k-${link.id}`,
    kyc_status: status === 'active' ? 'approved' : status,
    tos_link: `${world.origin}/pages/terms/t-${link.id}`,
    tos_status: link.terms_opened ? 'approved' : 'pending',
    rejection_reasons: customer?.reasons ?? [],
    created_at: isoTime(link.created_at),
  }
}

/** Changes something that links show, with their events. Within a commit. */
export function withLinksOf(world: World, customerId: string, change: () => void): void {
  const links = () => world.tables.kycLinks.values().filter((link) => link.customer_id === customerId)
  const before = new Map(links().map((link) => [link.id, showKycLink(world, link)]))
  change()
  for (const link of links())
    recordEvent(world, {
      category: 'kyc_link',
      id: link.id,
      before: before.get(link.id) ?? null,
      after: showKycLink(world, link),
      stateField: 'kyc_status',
    })
}
