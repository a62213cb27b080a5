import { Type } from 'typebox'
import { writeAudit } from '../../kernel/audit.ts'
import { jsonb, type Tx } from '../../kernel/database.ts'
import { enumField, readText } from '../../kernel/http/fields.ts'
import { type Caller, writeRoute } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { type Client, lockClient } from '../client.ts'
import { claimCustomer, findLink, type Link, LinkAnswer, PROVIDERS, type Provider, showLink } from './link.ts'

export const CUSTOMER_ID_CHARACTERS_MAX = 255

/**
 * Links a client to a customer that a provider has already. One at BRIDGE is followed from then on; one that is another client's is
 * refused, whatever company asks.
 */
export const linkProvider = writeRoute({
  method: 'POST',
  path: '/management/clients/{clientId}/providers',
  access: { level: 3 },
  summary: 'Link a client to a customer of a provider',
  refusals: ['CLIENT_NOT_FOUND', 'CLIENT_LINKED', 'VALUE_NOT_ALLOWED', 'FIELD_INVALID'],
  tag: 'Clients (older calls)',
  body: Type.Object({ provider: enumField(PROVIDERS), customer_id: Type.String() }),
  answer: LinkAnswer,
  async write(tx, call) {
    const client = await lockClient(tx, call.companyId, call.params.clientId ?? '')
    if (isRefusal(client)) return client
    const { provider } = call.body
    const customerId = readText('customer_id', call.body.customer_id, { max: CUSTOMER_ID_CHARACTERS_MAX })
    if (isRefusal(customerId)) return customerId
    if ((await findLink(tx, call.companyId, client.id, provider)) !== null)
      return refuse('CLIENT_LINKED', { provider })
    const claimed = await claim(tx, client, provider, customerId)
    if (isRefusal(claimed)) return claimed
    const link = await insertLink(tx, client, {
      provider,
      customerId,
      isShown: true,
      // Our record is not laid over a customer that was made elsewhere, until it changes.
      toldRevision: client.revision,
      toldAgreement: null,
      now: call.now,
    })
    if (provider === 'BRIDGE') await follow(tx, client, call.now)
    await audit(tx, client, 'client.linked', null, link, call)
    return showLink(link)
  },
})

export async function claim(
  tx: Tx,
  client: Client,
  provider: Provider,
  customerId: string,
): Promise<true | Refusal> {
  if (provider !== 'BRIDGE') return true
  const owner = { companyId: client.company_id, clientId: client.id }
  const isMine = await claimCustomer(tx, customerId, owner)
  return isMine ? true : refuse('FIELD_INVALID', { field: 'customer_id' })
}

export interface NewLink {
  readonly provider: Provider
  readonly customerId: string
  /** Else it is shown when the client is approved. */
  readonly isShown: boolean
  /** How much of our record the provider has. */
  readonly toldRevision: number
  readonly toldAgreement: string | null
  readonly now: Date
}

export async function insertLink(
  tx: Tx,
  client: Client,
  { provider, customerId, isShown, toldRevision, toldAgreement, now }: NewLink,
): Promise<Link> {
  const status = isShown ? 'active' : 'handed_over'
  const row = await tx
    .insertInto('client_providers')
    .values({
      company_id: client.company_id,
      id: newId(),
      client_id: client.id,
      provider,
      customer_id: customerId,
      status,
      endorsements: jsonb([]),
      told_revision: toldRevision,
      told_agreement: toldAgreement,
      created_at: now,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return { ...row, status, endorsements: [] }
}

/** The KYC loop looks at once. */
export async function follow(tx: Tx, client: Client, now: Date): Promise<void> {
  await tx
    .updateTable('clients')
    .set({ look_at: now, tries: 0 })
    .where('company_id', '=', client.company_id)
    .where('id', '=', client.id)
    .execute()
}

export async function audit(
  tx: Tx,
  client: Client,
  action: string,
  before: Link | null,
  after: Link | null,
  { caller, traceId, now }: { readonly caller: Caller; readonly traceId: string; readonly now: Date },
): Promise<void> {
  const facts = (link: Link | null) =>
    link === null ? null : { provider: link.provider, customer_id: link.customer_id }
  await writeAudit(tx, {
    companyId: client.company_id,
    caller,
    action,
    objectType: 'client',
    objectId: client.id,
    before: facts(before),
    after: facts(after),
    traceId,
    at: now,
  })
}
