import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { becomes, freePort } from '../../../sandbox/processes.ts'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../../tests/harness/company-api.ts'
import { fastClock, startTestPartner, type TestPartner } from '../../../tests/harness/partner.ts'
import { findPartnerCustomer } from '../client.ts'
import { business, completePerson, person, png } from '../people.fixture.ts'
import { findBridgeLink } from '../providers/link.ts'

/** Over Bridge's API as the simulator speaks it, with its signed events. */
const WAIT_MS = 20_000
const INDIVIDUALS = '/management/clients/individuals'

let partner: TestPartner
let api: CompanyApi
let company: TestCompany
beforeAll(async () => {
  partner = await startTestPartner({ clock: fastClock(20) })
  const port = await freePort()
  api = await startCompanyApi({
    env: {
      PORT: String(port),
      HOLDFAST_BRIDGE_URL: partner.url,
      HOLDFAST_BRIDGE_API_KEY: partner.apiKey,
      HOLDFAST_BRIDGE_WEBHOOK_URL: `http://127.0.0.1:${port}/virtual-wallets/webhook/bridge`,
    },
    clients: {
      approveCustomer: async (id) =>
        partner.decideCustomer(id, { status: 'active', reason: '', developerReason: '', endorsements: null }),
    },
  })
  company = await api.company()
})
afterAll(async () => {
  await api.stop()
  await partner.stop()
})

const recordOf = async (id: string) => (await company.call('GET', `/management/clients/${id}`)).body
const decide = (id: string, body: object) => api.operator('PATCH', `/management/clients/${id}/status`, body)

async function reaches(id: string, status: string): Promise<void> {
  const reached = await becomes(async () => (await recordOf(id)).status === status, WAIT_MS)
  expect(reached, `${JSON.stringify(await recordOf(id))} is not ${status}`).toBe(true)
}

/** Somebody accepts the terms on the partner's page. */
async function accept(clientId: string): Promise<string> {
  const { body } = await company.call('POST', `/management/clients/${clientId}/terms-link`)
  const page = await fetch(body.url, { method: 'POST', body: '' })
  return /data-agreement="([^"]+)"/.exec(await page.text())?.[1] ?? ''
}

async function signUp(fields: object): Promise<string> {
  const whole = { ...completePerson(fields), signed_agreement_id: undefined }
  const { body } = await company.call('POST', INDIVIDUALS, whole)
  const signed_agreement_id = await accept(body.id)
  await company.call('PUT', `${INDIVIDUALS}/${body.id}`, { ...whole, signed_agreement_id })
  return body.id
}

describe('a client before the simulated partner', () => {
  test('accepts its terms, is reviewed, approved with all rails, and stays so when it changes', async () => {
    const image_front = png().toString('base64')
    const id = await signUp({
      documents: [{ id: 'passport', number: 'AB1', issuing_country: 'AR', image_front }],
    })
    await reaches(id, 'ACTIVE')
    const linked = await findPartnerCustomer(api.db, company.id, id)
    const open = linked?.endorsements.filter(({ status }) => status === 'approved').map(({ name }) => name)
    expect(open?.sort()).toEqual(['base', 'cop', 'faster_payments', 'pix', 'sepa', 'spei'])
    const told = await api.db
      .selectFrom('webhook_events')
      .select('status')
      .where('operation_id', '=', id)
      .execute()
    expect(told.map(({ status }) => status)).toEqual(['pending', 'success'])

    await company.call('PUT', `/management/clients/${id}`, { last_name: 'Sosa' })
    const isTold = async () => {
      const customer = await partner.call('GET', `/customers/${linked?.customerId}`)
      return customer.body.last_name === 'Sosa' && customer.body.status === 'active'
    }
    expect(await becomes(isTold, WAIT_MS)).toBe(true)
    expect((await recordOf(id)).status).toBe('ACTIVE')
  })

  test('whose name asks for it is rejected, corrected, and approved', async () => {
    const id = await signUp({ last_name: 'Reject' })
    await reaches(id, 'REJECTED')
    expect(await recordOf(id)).toMatchObject({
      rejection_code: 'PROVIDER_REJECTED',
      rejection_description: 'Your information could not be verified',
    })
    await company.call('PUT', `/management/clients/${id}`, { last_name: 'Paz' })
    await reaches(id, 'ACTIVE')
  })

  test('that is a business is approved with its persons, or is rejected when its acceptance is invented', async () => {
    const { body } = await company.call('POST', '/management/clients/business', business())
    await company.call('PUT', `/management/clients/${body.id}`, { signed_agreement_id: 'invented' })
    await reaches(body.id, 'REJECTED')
    expect((await recordOf(body.id)).rejection_description).toBe(
      'The provider does not accept signed_agreement_id',
    )
    await company.call('PUT', `/management/clients/${body.id}`, {
      signed_agreement_id: await accept(body.id),
    })
    await reaches(body.id, 'ACTIVE')
  })

  test('that is withdrawn there is rejected here', async () => {
    const id = await signUp({})
    await reaches(id, 'ACTIVE')
    const linked = await findPartnerCustomer(api.db, company.id, id)
    await partner.sim('POST', `/customers/${linked?.customerId}/status`, {
      status: 'offboarded',
      reason: 'Closed',
    })
    await reaches(id, 'REJECTED')
    expect(await recordOf(id)).toMatchObject({
      rejection_code: 'PROVIDER_WITHDRAWN',
      rejection_description: 'Closed',
    })
  })
})

describe('a client that is decided by hand', () => {
  test('is active with its link and all rails before the call is answered, whatever its record lacks', async () => {
    for (const fields of [
      {},
      person({ signed_agreement_id: 'invented' }),
      { address: { street_line1: 'X', city: 'X', country: 'AR' } },
    ]) {
      const { body } = await company.call('POST', '/management/clients', fields)
      expect((await decide(body.id, { status: 'active' })).body.status).toBe('ACTIVE')
      const linked = await findPartnerCustomer(api.db, company.id, body.id)
      expect(linked?.endorsements.every(({ status }) => status === 'approved')).toBe(true)
      expect(linked?.endorsements).toHaveLength(6)
    }
  })

  test('ends as asked when the simulated partner is made to decide: whatever it lacks, whatever it was before', async () => {
    const { body } = await company.call('POST', '/management/clients', person())
    for (const [word, status] of [
      ['rejected', 'REJECTED'],
      ['active', 'ACTIVE'],
      ['under_review', 'IN_REVIEW'],
      ['active', 'ACTIVE'],
      ['rejected', 'REJECTED'],
    ] as const) {
      // As the sandbox's call does.
      if ((await findBridgeLink(api.db, company.id, body.id)) === null)
        await decide(body.id, { status: 'in_review' })
      const link = await findBridgeLink(api.db, company.id, body.id)
      await partner.sim('POST', `/customers/${link?.customer_id}/status`, { status: word })
      const asked = await decide(body.id, { status: status.toLowerCase(), rejection_code: 'ASKED' })
      expect(asked.body.status).toBe(status)
      await reaches(body.id, status)
    }
    expect(await recordOf(body.id)).toMatchObject({ rejection_code: 'ASKED' })
  })
})
