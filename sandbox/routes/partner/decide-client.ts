import { Type } from 'typebox'
import { findClient } from '../../../server/clients/client.ts'
import { findBridgeLink } from '../../../server/clients/providers/link.ts'
import { enumField } from '../../../server/kernel/http/fields.ts'
import { writeRoute } from '../../../server/kernel/http/route.ts'
import { derivedId, newId } from '../../../server/kernel/ids.ts'
import { isRefusal, refuse } from '../../../server/kernel/refusal.ts'
import { Problem } from '../../partner/http/problem.ts'
import { callAsOperator } from '../operator.ts'
import type { PartnerRoutesDeps } from './deps.ts'

/** The partner's word for each status of ours. */
const PARTNER_STATUS = { in_review: 'under_review', active: 'active', rejected: 'rejected' } as const

/**
 * The partner decides on a client, whatever is missing in its record. A client that the partner does not know yet is put before it first.
 * The code of a rejection is ours, which no partner tells: the operator writes it down, with the decision.
 */
export function decideClient({ partner, platform }: PartnerRoutesDeps) {
  return writeRoute({
    method: 'POST',
    path: '/sandbox/clients/{clientId}/kyc',
    access: { level: 2, operation: 'management' },
    sandboxOnly: true,
    status: 201,
    summary: 'Make the simulated partner decide on a client',
    refusals: ['CLIENT_NOT_FOUND', 'VALUE_NOT_ALLOWED', 'PARTNER_CONTROL_REFUSED'],
    tag: 'Sandbox',
    body: Type.Object({
      status: enumField(['in_review', 'active', 'rejected']),
      rejection_code: Type.Optional(Type.String({ maxLength: 500 })),
      rejection_description: Type.Optional(Type.String({ maxLength: 500 })),
    }),
    answer: Type.Null(),
    async write(tx, { companyId, params, body }) {
      const client = await findClient(tx, companyId, params.clientId ?? '')
      if (isRefusal(client)) return client
      return { clientId: client.id, decision: body, key: newId() }
    },
    async finish({ clientId, decision, key }, { companyId }) {
      const operated = platform()
      const path = `/management/clients/${clientId}/status`
      const decide = (step: string, body: object) =>
        callAsOperator(operated, { method: 'PATCH', path, body, key: derivedId(key, step) })
      const link = () => findBridgeLink(operated.db, companyId, clientId)
      if ((await link()) === null) await decide('hand over', { status: 'in_review' })
      const customer = await link()
      if (customer !== null) tellPartner(partner, customer.customer_id, decision)
      const { ok, body } = await decide('decide', decision)
      return ok ? undefined : refuse('PARTNER_CONTROL_REFUSED', { detail: body.message ?? '' })
    },
  })
}

/** So that nothing it thinks of the client by itself comes after. */
function tellPartner(
  partner: PartnerRoutesDeps['partner'],
  customerId: string,
  decision: { readonly status: keyof typeof PARTNER_STATUS; readonly rejection_description?: string },
): void {
  try {
    partner.decideCustomer(customerId, {
      status: PARTNER_STATUS[decision.status],
      reason: decision.rejection_description ?? 'Your information could not be verified',
      developerReason: 'Decided by a call of the sandbox',
      endorsements: null,
    })
  } catch (error) {
    if (!(error instanceof Problem)) throw error // a link that somebody has written by hand: the partner has no such customer
  }
}
