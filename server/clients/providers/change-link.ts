import { Type } from 'typebox'
import { Empty } from '../../companies/schemas.ts'
import { jsonb } from '../../kernel/database.ts'
import { readText } from '../../kernel/http/fields.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { lockClient } from '../client.ts'
import { findShownLink, LinkAnswer, type Provider, showLink } from './link.ts'
import { audit, CUSTOMER_ID_CHARACTERS_MAX, claim, follow } from './link-provider.ts'

const shared = {
  path: '/management/clients/{clientId}/providers/{id}',
  access: { level: 3 },
  tag: 'Clients (older calls)',
} as const

/** What was known of the customer before counts no more. */
export const changeLink = writeRoute({
  ...shared,
  method: 'PUT',
  summary: 'Link a client to another customer of the provider',
  refusals: ['CLIENT_NOT_FOUND', 'LINK_NOT_FOUND', 'FIELD_INVALID'],
  body: Type.Object({ customer_id: Type.String() }),
  answer: LinkAnswer,
  async write(tx, call) {
    const client = await lockClient(tx, call.companyId, call.params.clientId ?? '')
    if (isRefusal(client)) return client
    const link = await findShownLink(tx, call.companyId, client.id, call.params.id ?? '')
    if (link === null) return refuse('LINK_NOT_FOUND')
    const customerId = readText('customer_id', call.body.customer_id, { max: CUSTOMER_ID_CHARACTERS_MAX })
    if (isRefusal(customerId)) return customerId
    if (customerId === link.customer_id) return showLink(link)
    const provider = link.provider as Provider
    const claimed = await claim(tx, client, provider, customerId)
    if (isRefusal(claimed)) return claimed
    const change = { customer_id: customerId, partner_status: null, updated_at: call.now }
    await tx
      .updateTable('client_providers')
      .set({
        ...change,
        endorsements: jsonb([]),
        told_revision: client.revision,
        version: link.version + 1,
      })
      .where('company_id', '=', call.companyId)
      .where('id', '=', link.id)
      .execute()
    if (provider === 'BRIDGE') await follow(tx, client, call.now)
    const changed = { ...link, ...change }
    await audit(tx, client, 'client.link_changed', link, changed, call)
    return showLink(changed)
  },
})

/** The customer stays with the provider. A later update or decision hands the client over again. */
export const deleteLink = writeRoute({
  ...shared,
  method: 'DELETE',
  summary: "Remove a client's link to a provider",
  refusals: ['CLIENT_NOT_FOUND', 'LINK_NOT_FOUND'],
  answer: Empty,
  async write(tx, call) {
    const client = await lockClient(tx, call.companyId, call.params.clientId ?? '')
    if (isRefusal(client)) return client
    const link = await findShownLink(tx, call.companyId, client.id, call.params.id ?? '')
    if (link === null) return refuse('LINK_NOT_FOUND')
    await tx
      .deleteFrom('client_providers')
      .where('company_id', '=', call.companyId)
      .where('id', '=', link.id)
      .execute()
    if (link.provider === 'BRIDGE')
      await tx
        .updateTable('clients')
        .set({ look_at: null })
        .where('company_id', '=', call.companyId)
        .where('id', '=', client.id)
        .execute()
    await audit(tx, client, 'client.unlinked', link, null, call)
    return {}
  },
})
