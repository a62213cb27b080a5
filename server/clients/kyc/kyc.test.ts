import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../../tests/harness/company-api.ts'
import { ManualClock } from '../../../tests/harness/manual-clock.ts'
import { sampleEvents } from '../../webhooks/sample-events.ts'
import { openEvent } from '../../webhooks/sealed-data.ts'
import type { StoredEvent } from '../../webhooks/types.ts'
import { findPartnerCustomer } from '../client.ts'
import { fakePartner } from '../partner.fixture.ts'
import { business, completePerson, director, JPG, person, png } from '../people.fixture.ts'
import { takeTurn } from './turn.ts'

const INDIVIDUALS = '/management/clients/individuals'

const partner = fakePartner()
const clock = new ManualClock()
let api: CompanyApi
let company: TestCompany

beforeAll(async () => {
  api = await startCompanyApi({ clock, clients: { partner: partner.room } })
})
beforeEach(async () => {
  company = await api.company()
})
afterEach(async () => {
  await loopIsIdle()
  partner.reset()
})
afterAll(() => api.stop())

/**
 * Nothing of the test that is over is due or under way. A client that is looked at after all others were set aside was
 * taken by a later run than theirs, which begins when that has ended; who came up again meanwhile shows in its row.
 */
async function loopIsIdle(): Promise<void> {
  partner.reset()
  const mayBeDue = api.db.selectFrom('clients').select('id').where('look_at', 'is not', null)
  do {
    await api.db.updateTable('clients').set({ look_at: null }).execute()
    await settles(await create(person()))
  } while ((await mayBeDue.executeTakeFirst()) !== undefined)
}

async function create(fields: object = completePerson()): Promise<string> {
  const { status, body } = await company.call('POST', INDIVIDUALS, fields)
  expect(status).toBe(201)
  return body.id
}

const recordOf = async (id: string) => (await company.call('GET', `/management/clients/${id}`)).body
const decide = (id: string, body: object) => api.operator('PATCH', `/management/clients/${id}/status`, body)

async function reaches(id: string, status: string): Promise<void> {
  const reached = await partner.becomes(async () => (await recordOf(id)).status === status)
  expect(reached, `${id} is ${(await recordOf(id)).status}, not ${status}`).toBe(true)
}

/** Handed over, in review: its customer. */
async function handedOver(fields?: object): Promise<{ id: string; customer: string }> {
  const id = await create(fields)
  await reaches(id, 'IN_REVIEW')
  return { id, customer: partner.of(id)?.id ?? '' }
}

/** The partner says a word and tells of it. */
async function says(customer: string, status: string, more: object = {}): Promise<void> {
  partner.set(customer, { status, ...more })
  await partner.tell(customer)
}

/** What was told of a client, oldest first. */
async function eventsOf(id: string) {
  const rows = await api.db
    .selectFrom('webhook_events')
    .selectAll()
    .where('operation_id', '=', id)
    .orderBy('sequence')
    .execute()
  return rows.map(({ company_id, operation_id, top_level, ...row }) => {
    return { ...row, companyId: company_id, operationId: operation_id, topLevel: top_level }
  })
}

/** Everything due has been looked at. */
async function settles(id: string): Promise<void> {
  const isSettled = async () => {
    const { look_at } = await api.db
      .selectFrom('clients')
      .select('look_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    // A turn under way stands two minutes ahead; what follows it, less or a day.
    const ahead = look_at === null ? null : look_at.getTime() - clock.now().getTime()
    return ahead === null || (ahead > 0 && ahead !== 120_000)
  }
  expect(await partner.becomes(isSettled)).toBe(true)
}

describe('a new client', () => {
  test('that is complete is handed over with its papers and put into review, once', async () => {
    const image = png().toString('base64')
    const id = await create(
      completePerson({
        second_name: 'Maria',
        tax_identification_number: '20301112223',
        occupation: '15-1252',
        documents: [
          { id: 'passport', number: 'AB1', issuing_country: 'AR', image_front: image },
          { id: 'utility_bill', image_front: JPG.toString('base64') },
        ],
      }),
    )
    await reaches(id, 'IN_REVIEW')
    const record = await recordOf(id)
    const [created] = partner.asked.filter(({ call }) => call === 'create')
    expect(created?.fields).toEqual({
      type: 'individual',
      client_reference_id: id,
      first_name: 'Ana',
      middle_name: 'Maria',
      last_name: 'Paz',
      email: record.email,
      phone: `+54${record.phone_number}`,
      birth_date: '1990-01-31',
      residential_address: {
        street_line_1: 'Calle 1',
        city: 'X',
        postal_code: '1000',
        subdivision: 'B',
        country: 'ARG',
      },
      signed_agreement_id: 'agreement-1',
      endorsements: ['base', 'sepa', 'spei', 'pix', 'faster_payments', 'cop'],
      identifying_information: [
        { type: 'other', issuing_country: 'ARG', number: '20301112223' },
        { type: 'dni', issuing_country: 'ARG', number: '30111222' },
        {
          type: 'passport',
          issuing_country: 'ARG',
          number: 'AB1',
          image_front: `data:image/png;base64,${image}`,
        },
      ],
      documents: [
        { purposes: ['proof_of_address'], file: `data:image/jpeg;base64,${JPG.toString('base64')}` },
      ],
      more: { most_recent_occupation: '15-1252' },
    })
    await settles(id)
    expect(partner.asked.filter(({ call }) => call === 'create')).toHaveLength(1)
    expect(await findPartnerCustomer(api.db, company.id, id)).toBe(null)
    expect((await company.call('GET', `/management/clients/${id}/providers`)).body).toEqual([])
  })

  test.each(['individual_identification', 'signed_agreement_id'])(
    'without %s waits, and is handed over when it is there',
    async (field) => {
      const whole = completePerson()
      const id = await create({ ...whole, [field]: undefined })
      await settles(id)
      expect((await recordOf(id)).status).toBe('PENDING')
      expect(partner.asked).toEqual([])
      await company.call('PUT', `${INDIVIDUALS}/${id}`, whole)
      await reaches(id, 'IN_REVIEW')
    },
  )

  test('that is a business goes with its persons', async () => {
    const fields = business({
      signed_agreement_id: 'agreement-2',
      associated_persons: [director(), director({ title: 'CFO', has_control: false })],
    })
    const { body } = await company.call('POST', '/management/clients/business', fields)
    await reaches(body.id, 'IN_REVIEW')
    const [created] = partner.asked.filter(({ call }) => call === 'create')
    expect(created?.fields).toMatchObject({
      type: 'business',
      business_legal_name: 'Paz y Cia SA',
      registered_address: { street_line_1: '123 Main Street', subdivision: 'CA', country: 'USA' },
      identifying_information: [{ type: 'ein', issuing_country: 'USA', number: '12-3456789' }],
      associated_persons: [
        {
          first_name: 'Jane',
          has_control: true,
          title: 'Control person',
          identifying_information: [{ type: 'ssn', issuing_country: 'USA', number: '123-45-6789' }],
        },
        { has_control: false, title: 'CFO' },
      ],
      more: { business_type: 'corporation', business_industry: ['541511'], high_risk_activities: [] },
    })
  })
})

describe('what the partner decides', () => {
  test('active makes the client active, links it, and tells the company once with the whole record', async () => {
    const { id, customer } = await handedOver(
      completePerson({ documents: [{ id: 'passport', number: 'AB-778899' }] }),
    )
    const endorsements = [{ name: 'base', status: 'approved', missing: [], issues: [] }]
    await says(customer, 'active', { endorsements })
    await Promise.all([partner.tell(customer), partner.tell(customer)])
    await reaches(id, 'ACTIVE')
    await settles(id)
    expect(await findPartnerCustomer(api.db, company.id, id)).toEqual({ customerId: customer, endorsements })
    const links = await company.call('GET', `/management/clients/${id}/providers`)
    expect(links.body).toMatchObject([{ provider: 'BRIDGE', customer_id: customer, status: 'active' }])

    const events = await eventsOf(id)
    expect(events.map(({ status }) => status)).toEqual(['pending', 'success'])
    const record = await recordOf(id)
    const [, approved] = events
    expect(approved).toMatchObject({ product: 'company_activity', event_type: 'client_status', reason: null })
    // Stored without the numbers of papers; sent whole.
    expect(JSON.stringify(events.map(({ data }) => data))).not.toMatch(/30111222|AB-778899/)
    expect(openEvent(api.sealer, approved as unknown as StoredEvent).data).toEqual({
      ...record,
      status: 'active',
    })
    const sample = sampleEvents.find(({ eventType }) => eventType === 'client_status')
    expect(Object.keys(sample?.data ?? {}).sort()).toEqual(Object.keys(record).sort())
    const times = events.map((event) => (event.data as { updated_at: string }).updated_at)
    expect(new Set(times).size).toBe(2)
  })

  test('rejected says why, as far as the client may know it', async () => {
    const { id, customer } = await handedOver()
    await says(customer, 'rejected', { rejectionReasons: ['Your information could not be verified'] })
    await reaches(id, 'REJECTED')
    expect(await recordOf(id)).toMatchObject({
      rejection_code: 'PROVIDER_REJECTED',
      rejection_description: 'Your information could not be verified',
    })
    const [, rejected] = await eventsOf(id)
    expect(rejected).toMatchObject({
      status: 'failed',
      reason: 'Your information could not be verified',
      data: { status: 'rejected', rejection_code: 'PROVIDER_REJECTED' },
    })
  })

  test.each(['offboarded', 'paused', 'rejected'])('%s withdraws an active client', async (word) => {
    const { id, customer } = await handedOver()
    await says(customer, 'active')
    await reaches(id, 'ACTIVE')
    await says(customer, word)
    await reaches(id, 'REJECTED')
    expect((await eventsOf(id)).map(({ status }) => status)).toEqual(['pending', 'success', 'failed'])
    await says(customer, 'active')
    await reaches(id, 'ACTIVE')
  })

  test('is found without an event', async () => {
    const { id, customer } = await handedOver()
    partner.set(customer, { status: 'active' })
    await settles(id)
    clock.advance(6_000)
    await reaches(id, 'ACTIVE')
    partner.set(customer, { status: 'paused' })
    await settles(id)
    clock.advance(86_400_000)
    await reaches(id, 'REJECTED')
  })

  test('is not undone by an older answer that comes after it', async () => {
    const { id, customer } = await handedOver()
    await settles(id)
    partner.set(customer, { status: 'rejected' })
    const gate = partner.holdNextAnswer()
    const before = partner.asked.length
    await partner.tell(customer)
    expect(await partner.becomes(() => partner.asked.length > before)).toBe(true)
    // That answer says rejected and is under way; meanwhile the partner has thought again, and another call has learnt of it.
    partner.set(customer, { status: 'active' })
    expect((await decide(id, { status: 'in_review' })).body.status).toBe('ACTIVE')
    gate.release()
    await settles(id)
    await partner.tell(customer)
    await settles(id)
    expect((await recordOf(id)).status).toBe('ACTIVE')
    expect((await eventsOf(id)).map(({ status }) => status)).toEqual(['pending', 'success'])
  })

  test('of nobody we know changes nothing', async () => {
    const { id } = await handedOver()
    await partner.tell('somebody else')
    await settles(id)
    expect((await eventsOf(id)).map(({ status }) => status)).toEqual(['pending'])
  })
})

describe('an update', () => {
  test('of a rejected client puts it into review again and tells the partner what is new', async () => {
    const { id, customer } = await handedOver()
    await says(customer, 'rejected')
    await reaches(id, 'REJECTED')
    partner.set(customer, { status: 'under_review' })
    const { body } = await company.call('PUT', `${INDIVIDUALS}/${id}`, completePerson({ last_name: 'Sosa' }))
    expect(body).toMatchObject({ status: 'in_review', rejection_code: null, rejection_description: null })
    expect(await partner.becomes(async () => partner.asked.some(({ call }) => call === 'update'))).toBe(true)
    const update = partner.asked.find(({ call }) => call === 'update')
    expect(update?.fields).toMatchObject({ type: 'individual', last_name: 'Sosa' })
    // Each acceptance of terms is good once.
    expect(update?.fields).not.toHaveProperty('signed_agreement_id')
    await says(customer, 'active')
    await reaches(id, 'ACTIVE')
    expect((await eventsOf(id)).map(({ status }) => status)).toEqual([
      'pending',
      'failed',
      'pending',
      'success',
    ])
  })

  test('of a client that the partner rejects again is rejected again', async () => {
    const { id, customer } = await handedOver()
    await says(customer, 'rejected')
    await reaches(id, 'REJECTED')
    await company.call('PUT', `${INDIVIDUALS}/${id}`, completePerson())
    await reaches(id, 'REJECTED')
    expect((await eventsOf(id)).map(({ status }) => status)).toEqual([
      'pending',
      'failed',
      'pending',
      'failed',
    ])
  })

  test('of an active client is told, a new acceptance of terms with it, and changes no status', async () => {
    const { id, customer } = await handedOver()
    await says(customer, 'active')
    await reaches(id, 'ACTIVE')
    await company.call('PUT', `/management/clients/${id}`, { signed_agreement_id: 'agreement-9' })
    expect(await partner.becomes(async () => partner.asked.some(({ call }) => call === 'update'))).toBe(true)
    expect(partner.asked.find(({ call }) => call === 'update')?.fields).toMatchObject({
      signed_agreement_id: 'agreement-9',
    })
    await settles(id)
    expect((await recordOf(id)).status).toBe('ACTIVE')
    expect(partner.asked.filter(({ call }) => call === 'update')).toHaveLength(1)
  })
})

describe('trouble on the way', () => {
  test('a partner that is down is asked again, with longer waits, under the same key', async () => {
    partner.fail('DOWN')
    const id = await create()
    for (let tries = 1; tries <= 4; tries += 1) {
      expect(await partner.becomes(async () => partner.asked.length === tries)).toBe(true)
      await settles(id)
      const { look_at } = await api.db
        .selectFrom('clients')
        .select('look_at')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      expect(look_at).toEqual(new Date(clock.now().getTime() + 1_000 * 2 ** (tries - 1)))
      clock.moveTo(look_at ?? new Date())
    }
    partner.fail(null)
    clock.advance(300_000)
    await reaches(id, 'IN_REVIEW')
    expect(new Set(partner.asked.flatMap(({ key }) => key ?? [])).size).toBe(1)
  })

  test('a customer whose answer was lost is found again under its key, not made twice', async () => {
    partner.fail('ANSWER_LOST')
    const id = await create()
    expect(await partner.becomes(async () => partner.customers.size === 1)).toBe(true)
    partner.fail(null)
    await settles(id)
    clock.advance(10_000)
    await reaches(id, 'IN_REVIEW')
    expect(partner.customers.size).toBe(1)
  })

  test('a customer whose answer was lost is found by our reference after a day, or when the record changed', async () => {
    partner.fail('ANSWER_LOST')
    const changed = await create()
    const late = await create()
    expect(await partner.becomes(async () => partner.customers.size === 2)).toBe(true)
    await settles(changed)
    await settles(late)
    await company.call('PUT', `${INDIVIDUALS}/${changed}`, completePerson({ last_name: 'Sosa' }))
    partner.forgetKeys()
    partner.fail(null)
    clock.advance(90_000_000)
    await reaches(changed, 'IN_REVIEW')
    await reaches(late, 'IN_REVIEW')
    await settles(changed)
    expect(partner.customers.size).toBe(2)
    // What was made of the older record is told of the newer one.
    const updates = partner.asked.filter(({ call }) => call === 'update')
    expect(updates.map(({ fields }) => fields?.last_name)).toContain('Sosa')
  })

  test('a record that the partner refuses is rejected with the names of the fields, and goes again when it is corrected', async () => {
    partner.refuse(['residential_address.street_line_1', 'phone'])
    const id = await create()
    await reaches(id, 'REJECTED')
    expect(await recordOf(id)).toMatchObject({
      rejection_code: 'PROVIDER_REFUSED',
      rejection_description: 'The provider does not accept residential_address.street_line_1, phone',
    })
    partner.refuse([])
    await company.call('PUT', `${INDIVIDUALS}/${id}`, completePerson())
    expect(await partner.becomes(async () => partner.customers.size === 1)).toBe(true)
    const keys = partner.asked.flatMap(({ key }) => key ?? [])
    expect(new Set(keys).size).toBe(2)
  })

  test('a client in whose turn a node died is taken up by another', async () => {
    const whole = completePerson()
    const id = await create({ ...whole, signed_agreement_id: undefined })
    await settles(id)
    const died = await takeTurn(api.db, company.id, id, clock.now())
    expect(died).not.toBe(null)
    await api.db.updateTable('clients').set({ by_hand: true }).where('id', '=', id).execute()
    clock.advance(119_000)
    expect(partner.asked).toEqual([])
    clock.advance(1_000)
    await reaches(id, 'IN_REVIEW')
  })

  test('many who hand over one client at once make one customer', async () => {
    const id = await create(person())
    const replies = await Promise.all(Array.from({ length: 10 }, () => decide(id, { status: 'in_review' })))
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200))
    expect(partner.customers.size).toBe(1)
    expect((await eventsOf(id)).map(({ status }) => status)).toEqual(['pending'])
  })

  test('a client that is deleted while it is handed over is told to nobody, and its customer is nobody else’s', async () => {
    partner.fail('ANSWER_LOST')
    const id = await create()
    expect(await partner.becomes(async () => partner.customers.size === 1)).toBe(true)
    expect((await company.call('DELETE', `${INDIVIDUALS}/${id}`)).status).toBe(204)
    partner.fail(null)
    clock.advance(600_000)
    await says(partner.of(id)?.id ?? '', 'active')
    const next = await create()
    await reaches(next, 'IN_REVIEW')
    expect(await eventsOf(id)).toEqual([])
  })
})

describe('the operator', () => {
  test('decides on any client, by hand, and the last word stands until the partner has a new one', async () => {
    const { id, customer } = await handedOver()
    await says(customer, 'active')
    await reaches(id, 'ACTIVE')
    const rejected = await decide(id, {
      status: 'REJECTED',
      rejection_code: 'FRAUD',
      rejection_description: 'Found',
    })
    expect(rejected).toMatchObject({
      status: 200,
      body: { status: 'REJECTED', rejection_code: 'FRAUD', rejection_description: 'Found' },
    })
    await partner.tell(customer)
    await settles(id)
    expect((await recordOf(id)).status).toBe('REJECTED')
    await says(customer, 'paused')
    await settles(id)
    expect(await recordOf(id)).toMatchObject({ rejection_code: 'FRAUD' })
    expect((await decide(id, { status: 'active' })).body).toMatchObject({
      status: 'ACTIVE',
      rejection_code: null,
    })
    const audit = await company.call(
      'GET',
      `/management/audit-log?object_id=${id}&action=client.status_changed`,
    )
    expect(audit.body.items[0]).toMatchObject({
      actor: { type: 'OPERATOR' },
      before: { status: 'rejected', rejection_code: 'FRAUD', rejection_description: 'Found' },
      after: { status: 'active' },
    })
  })

  test('who says the same again says nothing; another reason is news', async () => {
    const id = await create(person())
    const fraud = { status: 'rejected', rejection_code: 'FRAUD' }
    await decide(id, fraud)
    await decide(id, fraud)
    expect(await eventsOf(id)).toHaveLength(1)
    await decide(id, { ...fraud, rejection_description: 'Found' })
    expect(await eventsOf(id)).toHaveLength(2)
  })

  test('makes a customer of whom is active or in review, complete or not, before the call is answered', async () => {
    for (const status of ['active', 'in_review']) {
      const { body: client } = await company.call('POST', '/management/clients', {})
      expect((await decide(client.id, { status })).body.status).toBe(status.toUpperCase())
      expect(partner.of(client.id), status).toBeDefined()
      const linked = await findPartnerCustomer(api.db, company.id, client.id)
      expect(linked !== null, status).toBe(status === 'active')
    }
  })

  test('who has a client put before the partner has it put there without what the partner refuses', async () => {
    partner.refuse(['signed_agreement_id', 'residential_address.street_line_1'])
    const id = await create(completePerson({ individual_identification: undefined }))
    expect((await decide(id, { status: 'active' })).body.status).toBe('ACTIVE')
    const created = partner.asked.filter(({ call }) => call === 'create')
    expect(created).toHaveLength(2)
    expect(created[1]?.fields).toMatchObject({ first_name: 'Ana', client_reference_id: id })
    expect(created[1]?.fields).not.toHaveProperty('signed_agreement_id')
    expect(created[1]?.fields).not.toHaveProperty('residential_address')
    expect(await findPartnerCustomer(api.db, company.id, id)).not.toBe(null)
  })

  test('is answered while the partner is down; the customer is made when it is back', async () => {
    partner.fail('DOWN')
    const id = await create(person())
    await settles(id)
    expect((await decide(id, { status: 'active' })).body.status).toBe('ACTIVE')
    expect(await findPartnerCustomer(api.db, company.id, id)).toBe(null)
    partner.fail(null)
    clock.advance(10_000)
    const isLinked = async () => (await findPartnerCustomer(api.db, company.id, id)) !== null
    expect(await partner.becomes(isLinked)).toBe(true)
  })

  test('alone decides; of unknown clients and words nothing', async () => {
    const id = await create(person())
    const path = `/management/clients/${id}/status`
    expect((await company.call('PATCH', path, { status: 'active' })).status).toBe(401)
    expect(await decide(id, { status: 'pending' })).toMatchObject({
      status: 400,
      body: { code: 'VALUE_NOT_ALLOWED' },
    })
    expect((await decide(id, {})).status).toBe(400)
    expect((await decide(company.id, { status: 'active' })).status).toBe(404)
    expect((await decide('no-id', { status: 'active' })).status).toBe(404)
  })
})

describe('a link that was made by hand', () => {
  const link = (id: string, customer_id: string) =>
    company.call('POST', `/management/clients/${id}/providers`, { provider: 'BRIDGE', customer_id })

  test('is followed, when the customer is nobody else’s', async () => {
    const id = await create(person())
    const mine = await partner.room.partner?.createCustomer({ type: 'individual' }, 'key-1')
    await link(id, mine?.id ?? '')
    await says(mine?.id ?? '', 'active')
    await reaches(id, 'ACTIVE')
    expect(partner.asked.filter(({ call }) => call === 'create')).toHaveLength(1)
  })

  test('to somebody else’s customer or to none changes nothing, and is no trouble', async () => {
    const foreign = await partner.room.partner?.createCustomer(
      { type: 'individual', client_reference_id: 'another system' },
      'key-1',
    )
    const [a, b] = [await create(person()), await create(person())]
    await link(a, foreign?.id ?? '')
    await link(b, 'invented')
    await says(foreign?.id ?? '', 'active')
    await settles(a)
    await settles(b)
    await company.call('PUT', `${INDIVIDUALS}/${a}`, completePerson())
    await settles(a)
    expect(partner.asked.filter(({ call }) => call === 'update')).toEqual([])
    expect((await recordOf(a)).status).toBe('PENDING')
    expect((await recordOf(b)).status).toBe('PENDING')
    const terms = await company.call('POST', `/management/clients/${b}/terms-link`)
    expect(terms).toEqual({ status: 200, body: { url: 'https://partner.test/terms/new' } })
  })

  test('once removed is not made again by itself', async () => {
    const { id, customer } = await handedOver()
    await says(customer, 'active')
    await reaches(id, 'ACTIVE')
    const path = `/management/clients/${id}/providers`
    const [shown] = (await company.call('GET', path)).body
    await company.call('DELETE', `${path}/${shown.id}`)
    await partner.tell(customer)
    clock.advance(86_400_000)
    await settles(id)
    expect(await findPartnerCustomer(api.db, company.id, id)).toBe(null)
    await decide(id, { status: 'active' })
    expect(await findPartnerCustomer(api.db, company.id, id)).toMatchObject({ customerId: customer })
  })
})

test('the terms of the partner are linked, of a customer its own', async () => {
  const path = (id: string) => `/management/clients/${id}/terms-link`
  const pending = await create(person())
  expect((await company.call('POST', path(pending))).body).toEqual({ url: 'https://partner.test/terms/new' })
  const { id, customer } = await handedOver()
  expect((await company.call('POST', path(id))).body).toEqual({
    url: `https://partner.test/terms/${customer}`,
  })
  partner.fail('DOWN')
  expect(await company.call('POST', path(id))).toMatchObject({ status: 400, body: { code: 'APP_ERROR' } })
  expect((await company.call('POST', path('no-id'))).status).toBe(404)
})

test('what the partner misses of a client in review shows as pending documents', async () => {
  const { id, customer } = await handedOver()
  const endorsements = [
    {
      name: 'sepa',
      status: 'incomplete',
      missing: ['proof_of_address', 'date_of_birth'],
      issues: ['too old'],
    },
    { name: 'base', status: 'approved', missing: ['source_of_funds_document'], issues: [] },
  ]
  await says(customer, 'active', { endorsements })
  await reaches(id, 'ACTIVE')
  const { body } = await company.call('GET', `/management/clients/${id}/pending-documents`)
  expect(body.documents).toMatchObject([{ type: 'proof_of_address', issue_reasons: ['too old'] }])
})

test('a product request that is complete is told to the partner with its documents', async () => {
  const { id } = await handedOver(
    completePerson({ occupation: 'x', annual_salary: 1, account_purpose: 'y', expected_monthly_volume: 2 }),
  )
  await settles(id)
  const path = `${INDIVIDUALS}/${id}/products`
  const { body: request } = await company.call('POST', path, { subproduct: 'cards_individuals' })
  const image = png().toString('base64')
  const give = (document: object) => company.call('POST', `${path}/${request.id}/documentation`, document)
  await give({
    document_type: 'passport',
    image_front: image,
    metadata: { number: 'P1', issuing_country: 'AR' },
  })
  await give({ document_type: 'selfie', image_front: image })
  expect((await company.call('POST', `${path}/${request.id}/submit`)).body.product.status).toBe('in_kyc')
  expect(await partner.becomes(async () => partner.asked.some(({ call }) => call === 'update'))).toBe(true)
  expect(partner.asked.find(({ call }) => call === 'update')?.fields).toMatchObject({
    identifying_information: [{ type: 'dni' }, { type: 'passport', number: 'P1' }],
    documents: [{ purposes: ['other'], file: `data:image/png;base64,${image}` }],
  })
})
