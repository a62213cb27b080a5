import { Type } from 'typebox'
import { writeRoute } from '../kernel/http/route.ts'
import { newId } from '../kernel/ids.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { askPartner } from '../partner/ask-partner.ts'
import { type Partner, PartnerError } from '../partner/partner.ts'
import { findClient } from './client.ts'
import type { ClientDeps } from './deps.ts'
import { findBridgeLink } from './providers/link.ts'

/** The page of the partner where a client accepts its terms; what it gives back belongs into `signed_agreement_id`. */
export function createTermsLink({ partner: { partner } }: Pick<ClientDeps, 'partner'>) {
  return writeRoute({
    method: 'POST',
    path: '/management/clients/{id}/terms-link',
    access: { level: 3 },
    summary: "Get a link to the partner's terms for a client",
    refusals: ['CLIENT_NOT_FOUND', 'PARTNER_NOT_SET_UP', 'PARTNER_UNAVAILABLE'],
    tag: 'Clients',
    answer: Type.Object({ url: Type.String() }),
    async prepare(db, { companyId, params }) {
      const client = await findClient(db, companyId, params.id ?? '')
      if (isRefusal(client)) return client
      const link = await findBridgeLink(db, companyId, client.id)
      return askPartner(partner, (asked) => termsLink(asked, link?.customer_id ?? null))
    },
    write: async (_tx, _call, url: string) => ({ url }),
  })
}

/** Of a customer that the partner does not know (a link may have been made by hand): the terms for a new one. */
async function termsLink(partner: Partner, customerId: string | null): Promise<string> {
  try {
    return await partner.termsLink(customerId, newId())
  } catch (error) {
    const isAboutCustomer = error instanceof PartnerError && error.kind !== 'UNAVAILABLE'
    if (customerId === null || !isAboutCustomer) throw error
    return partner.termsLink(null, newId())
  }
}
