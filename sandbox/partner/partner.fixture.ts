import type { PartnerReply, TestPartner } from '../../tests/harness/partner.ts'
import { becomes } from '../processes.ts'

const WAIT_MS_MAX = 15_000

export const ANA = {
  type: 'individual',
  first_name: 'Ana',
  last_name: 'Paz',
  email: 'ana@example.org',
  phone: '+573001234567',
  birth_date: '1990-01-31',
  residential_address: {
    street_line_1: 'Calle 1 # 2-3',
    city: 'Bogota',
    postal_code: '110111',
    country: 'COL',
  },
  identifying_information: [{ type: 'cc', issuing_country: 'COL', number: '52345678' }],
  endorsements: ['base', 'sepa', 'spei', 'pix', 'faster_payments', 'cop'],
} as const

/** The `signed_agreement_id` of somebody who accepts the terms on the page. */
export async function acceptTerms(partner: TestPartner): Promise<string> {
  const { body } = await partner.call('POST', '/customers/tos_links')
  const answer = await fetch(body.url, { method: 'POST', redirect: 'manual' })
  const id = /data-agreement="([^"]+)"/.exec(await answer.text())?.[1]
  if (id === undefined) throw new Error('the terms page gave no id')
  return id
}

/** A customer who is complete; the review has not ended yet. */
export async function newCustomer(partner: TestPartner, change: object = {}): Promise<PartnerReply['body']> {
  const body = { ...ANA, signed_agreement_id: await acceptTerms(partner), ...change }
  return must(await partner.call('POST', '/customers', body), 201)
}

/** Active with all endorsements, by a control. */
export async function activeCustomer(partner: TestPartner, change: object = {}): Promise<string> {
  const { body } = await partner.call('POST', '/customers', { ...ANA, ...change })
  must(await partner.sim('POST', `/customers/${body.id}/status`, { status: 'active' }), 200)
  return body.id
}

export function must(reply: PartnerReply, status: number): PartnerReply['body'] {
  if (reply.status !== status) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`)
  return reply.body
}

/** Reads it again until it fits. */
export async function until(
  read: () => Promise<PartnerReply['body']>,
  fits: (body: PartnerReply['body']) => boolean,
): Promise<PartnerReply['body']> {
  let last: PartnerReply['body']
  const came = await becomes(async () => {
    last = await read()
    return fits(last)
  }, WAIT_MS_MAX)
  if (!came) throw new Error(`it did not come to that: ${JSON.stringify(last)}`)
  return last
}
