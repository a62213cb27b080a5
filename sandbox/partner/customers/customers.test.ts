import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ManualClock } from '../../../tests/harness/manual-clock.ts'
import { startTestPartner, type TestPartner } from '../../../tests/harness/partner.ts'
import { ANA, acceptTerms, must, newCustomer, until } from '../partner.fixture.ts'

let partner: TestPartner
const clock = new ManualClock()

beforeAll(async () => {
  partner = await startTestPartner({ clock })
})
afterAll(() => partner.stop())

const get = async (id: string) => must(await partner.call('GET', `/customers/${id}`), 200)
const statusOf = (customer: { endorsements: { name: string; status: string }[] }) =>
  Object.fromEntries(customer.endorsements.map(({ name, status }) => [name, status]))

/** So that a review ends. */
function pass(seconds: number): void {
  clock.advance(seconds * 1_000)
  partner.wake()
}

const control = (id: string, body: object) => partner.sim('POST', `/customers/${id}/status`, body)

describe('a customer who is complete and has signed', () => {
  test('is under review, and two seconds later active with what was asked for approved', async () => {
    const { id, status, endorsements } = await newCustomer(partner)
    expect(status).toBe('under_review')
    expect(endorsements[0]).toMatchObject({
      name: 'base',
      status: 'incomplete',
      requirements: { pending: ['identity_verification'], missing: null, issues: [] },
    })
    pass(1.999)
    expect((await get(id)).status).toBe('under_review')
    pass(0.001)
    const active = await until(
      () => get(id),
      (one) => one.status === 'active',
    )
    expect(statusOf(active)).toEqual(Object.fromEntries(ANA.endorsements.map((name) => [name, 'approved'])))
    expect(active.has_accepted_terms_of_service).toBe(true)
  })

  test('gets base and sepa when nothing is asked for', async () => {
    const { endorsements } = await newCustomer(partner, { endorsements: undefined })
    expect(endorsements.map(({ name }: { name: string }) => name)).toEqual(['base', 'sepa'])
  })

  test.each([
    ['Reject', 'rejected', 'incomplete'],
    ['Nocop', 'active', 'incomplete'],
  ])('is judged by the last name %s', async (last_name, status, cop) => {
    const { id } = await newCustomer(partner, { last_name })
    pass(2)
    const judged = await until(
      () => get(id),
      (one) => one.status === status,
    )
    expect(statusOf(judged).cop).toBe(cop)
    if (status === 'rejected') expect(judged.rejection_reasons[0]).toHaveProperty('developer_reason')
  })

  test('called Review stays in review', async () => {
    const { id } = await newCustomer(partner, { last_name: 'Review' })
    const other = await newCustomer(partner)
    pass(60)
    await until(
      () => get(other.id),
      (one) => one.status === 'active',
    )
    expect((await get(id)).status).toBe('under_review')
  })

  test('has no pix_onramp outside of Brazil, and is told why', async () => {
    const { id } = await newCustomer(partner, { endorsements: ['base', 'pix_onramp', 'pix_offramp'] })
    pass(2)
    const { endorsements } = await until(
      () => get(id),
      (one) => one.status === 'active',
    )
    expect(endorsements[1]).toMatchObject({
      name: 'pix_onramp',
      status: 'incomplete',
      requirements: { issues: ['endorsement_not_available_in_customers_region'] },
    })
    expect(endorsements[2].status).toBe('approved')
  })
})

describe('an incomplete customer', () => {
  test('is told what is missing, all of it and one of some, and becomes complete by PUT', async () => {
    const made = must(
      await partner.call('POST', '/customers', { type: 'individual', first_name: 'Ana' }),
      201,
    )
    expect(made.status).toBe('incomplete')
    expect(made.endorsements[0].requirements.missing.all_of).toEqual([
      'terms_of_service_v1',
      'last_name',
      'email_address',
      'date_of_birth',
      'address_of_residence',
      { any_of: ['government_id_verification', 'tax_identification_number'] },
    ])
    const rest = { ...ANA, signed_agreement_id: await acceptTerms(partner), endorsements: ['spei'] }
    const whole = must(await partner.call('PUT', `/customers/${made.id}`, rest), 200)
    expect(whole.status).toBe('under_review')
    expect(Object.keys(statusOf(whole))).toEqual(['base', 'sepa', 'spei'])
  })

  test('with wrong fields is refused and each is named', async () => {
    const body = {
      ...ANA,
      last_name: 'P',
      email: 'nowhere',
      phone: '300',
      birth_date: '2020-01-01',
      residential_address: { street_line_1: 'x', city: 'Y', country: 'CO' },
      endorsements: ['moon'],
    }
    const { status, body: said } = await partner.call('POST', '/customers', body)
    expect(status).toBe(400)
    expect(said.code).toBe('bad_customer_request')
    expect(said.name.split(',').toSorted()).toEqual(
      [
        'last_name',
        'email',
        'phone',
        'birth_date',
        'residential_address.street_line_1',
        'residential_address.country',
        'endorsements',
      ].toSorted(),
    )
  })

  test('an acceptance of the terms is good once, and an invented one never', async () => {
    const id = await acceptTerms(partner)
    must(await partner.call('POST', '/customers', { ...ANA, signed_agreement_id: id }), 201)
    for (const signed_agreement_id of [id, '00000000-0000-4000-8000-000000000000']) {
      const { status, body } = await partner.call('POST', '/customers', { ...ANA, signed_agreement_id })
      expect(status).toBe(400)
      expect(Object.keys(body.source.key)).toEqual(['signed_agreement_id'])
    }
  })
})

describe('a control', () => {
  test('makes anybody active, whatever is missing, with the endorsements asked for or named', async () => {
    const { id } = must(await partner.call('POST', '/customers', { type: 'individual' }), 201)
    must(await control(id, { status: 'active' }), 200)
    expect(await get(id)).toMatchObject({ status: 'active' })
    expect(statusOf(await get(id))).toEqual({ base: 'approved', sepa: 'approved' })
    must(await control(id, { status: 'active', endorsements: ['cop'] }), 200)
    expect(statusOf(await get(id))).toEqual({ cop: 'approved' })
  })

  test('rejects with both reasons, and a rejected one is looked at again after an update', async () => {
    const { id } = await newCustomer(partner)
    const reasons = { reason: 'Document unreadable', developer_reason: 'Blurred' }
    must(await control(id, { status: 'rejected', ...reasons }), 200)
    pass(10)
    expect((await get(id)).rejection_reasons).toEqual([expect.objectContaining(reasons)])
    const again = must(await partner.call('PUT', `/customers/${id}`, { first_name: 'Anna' }), 200)
    expect(again).toMatchObject({ status: 'under_review', rejection_reasons: [] })
  })

  test.each([
    ['paused', 'approved'],
    ['offboarded', 'revoked'],
    ['rejected', 'revoked'],
  ])('withdraws an active one: %s', async (status, base) => {
    const { id } = await newCustomer(partner)
    must(await control(id, { status: 'active' }), 200)
    must(await control(id, { status }), 200)
    expect(await get(id)).toMatchObject({ status })
    expect(statusOf(await get(id)).base).toBe(base)
  })

  test('keeps one in review for good, also when its data change', async () => {
    const { id } = await newCustomer(partner)
    must(await control(id, { status: 'under_review' }), 200)
    must(await partner.call('PUT', `/customers/${id}`, { first_name: 'Anna' }), 200)
    pass(60)
    const other = await newCustomer(partner)
    pass(2)
    await until(
      () => get(other.id),
      (one) => one.status === 'active',
    )
    expect((await get(id)).status).toBe('under_review')
  })

  test('knows no other status', async () => {
    const { id } = await newCustomer(partner)
    expect((await control(id, { status: 'fine' })).status).toBe(400)
  })
})

describe('a business', () => {
  const BOSS = {
    first_name: 'Bo',
    last_name: 'Ssing',
    email: 'boss@example.org',
    birth_date: '1980-05-05',
    residential_address: ANA.residential_address,
    identifying_information: ANA.identifying_information,
    has_ownership: true,
    has_control: true,
    is_signer: true,
    title: 'CEO',
  }
  const SHOP = {
    type: 'business',
    business_legal_name: 'Shop SAS',
    email: 'shop@example.org',
    registered_address: ANA.residential_address,
    identifying_information: [{ type: 'nit', issuing_country: 'COL', number: '900123456' }],
    endorsements: ['base', 'cop'],
  }

  test('needs one who controls and one who signs, and has its name in first_name', async () => {
    const signed_agreement_id = await acceptTerms(partner)
    const made = must(await partner.call('POST', '/customers', { ...SHOP, signed_agreement_id }), 201)
    expect(made).toMatchObject({ status: 'incomplete', first_name: 'Shop SAS', last_name: null })
    expect(made.endorsements[0].requirements.missing.all_of).toEqual(['control_person', 'signer'])
    const path = `/customers/${made.id}/associated_persons`
    const person = must(await partner.call('POST', path, BOSS), 201)
    expect((await get(made.id)).status).toBe('under_review')
    expect(must(await partner.call('GET', path), 200).data).toEqual([person])
    must(await partner.call('PUT', `${path}/${person.id}`, { is_signer: false }), 200)
    expect((await get(made.id)).status).toBe('incomplete')
    expect(must(await partner.call('GET', `${path}/${person.id}`), 200).is_signer).toBe(false)
    must(await partner.call('DELETE', `${path}/${person.id}`), 200)
    expect((await partner.call('GET', `${path}/${person.id}`)).status).toBe(404)
  })

  test('comes with its people, who need a title where they control', async () => {
    const { title: _, ...untitled } = BOSS
    const refused = await partner.call('POST', '/customers', { ...SHOP, associated_persons: [untitled] })
    expect(refused).toMatchObject({ status: 400, body: { name: 'associated_persons[0].title' } })
    const signed_agreement_id = await acceptTerms(partner)
    const body = { ...SHOP, signed_agreement_id, associated_persons: [BOSS] }
    expect(must(await partner.call('POST', '/customers', body), 201).status).toBe('under_review')
  })
})

test('documents and pictures are not kept', async () => {
  const picture = 'data:image/png;base64,SECRETPICTURE'
  const identifying_information = [{ type: 'passport', issuing_country: 'COL', image_front: picture }]
  const made = await newCustomer(partner, { identifying_information })
  expect(made.status).toBe('under_review')
  const bare = [{ type: 'passport', issuing_country: 'COL', image_front: 'SECRETPICTURE' }]
  const refused = await partner.call('POST', '/customers', { ...ANA, identifying_information: bare })
  expect(refused.body.name).toBe('identifying_information[0].image_front')
})

test('a deleted customer is gone from everywhere', async () => {
  const { id } = await newCustomer(partner, { email: 'gone@example.org' })
  expect(must(await partner.call('DELETE', `/customers/${id}`), 200).id).toBe(id)
  expect((await partner.call('GET', `/customers/${id}`)).status).toBe(404)
  expect(must(await partner.call('GET', '/customers?email=gone@example.org'), 200).data).toEqual([])
})

describe('a KYC link', () => {
  test('is complete when both of its pages have been opened, and follows its customer', async () => {
    const body = {
      full_name: 'Ana Maria Paz',
      email: 'link@example.org',
      type: 'individual',
      endorsements: ['cop'],
    }
    const link = must(await partner.call('POST', '/kyc_links', body), 200)
    expect(link).toMatchObject({ kyc_status: 'not_started', tos_status: 'pending' })
    const read = async () => must(await partner.call('GET', `/kyc_links/${link.id}`), 200)
    await fetch(link.tos_link)
    expect(await read()).toMatchObject({ kyc_status: 'incomplete', tos_status: 'approved' })
    await fetch(link.kyc_link)
    expect(await read()).toMatchObject({ kyc_status: 'under_review' })
    pass(2)
    await until(read, ({ kyc_status }) => kyc_status === 'approved')
    expect(await get(link.customer_id)).toMatchObject({
      first_name: 'Ana Maria',
      last_name: 'Paz',
      status: 'active',
    })
    const listed = must(await partner.call('GET', '/kyc_links?email=link@example.org'), 200)
    expect(listed.data).toHaveLength(1)
    const events = must(await partner.call('GET', '/webhook_events?category=kyc_link'), 200).data
    expect(events.map(({ event_type }: { event_type: string }) => event_type)).toEqual([
      'kyc_link.created',
      'kyc_link.updated',
      'kyc_link.updated.status_transitioned',
      'kyc_link.updated.status_transitioned',
      'kyc_link.updated.status_transitioned',
    ])
  })
})
