import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../../tests/harness/company-api.ts'
import { ManualClock } from '../../../tests/harness/manual-clock.ts'
import { JPG, person, png } from '../people.fixture.ts'

const PATH = '/management/clients/individuals'

let api: CompanyApi
let company: TestCompany
const clock = new ManualClock('2026-03-01T12:00:00.000Z')
let hasRamps = false

beforeAll(async () => {
  api = await startCompanyApi({ clock, clients: { hasOpenRamps: async () => hasRamps } })
  company = await api.company()
})
afterAll(() => api.stop())

const create = (fields: object = {}) => company.call('POST', PATH, person(fields))

describe('an individual client', () => {
  test('is answered 201 as the contract shows it, with every field', async () => {
    const { status, body } = await company.call('POST', PATH, {
      ...person({ email: '  Whole@Example.org ', phone_country_code: '54', phone_number: '11 2222-3333' }),
      unknown: 'ignored',
    })
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.any(String),
      type: 'individual',
      status: 'pending',
      first_name: 'Ana',
      second_name: null,
      last_name: 'Paz',
      email: 'Whole@Example.org',
      birth_date: '1990-01-31',
      phone_country_code: 54,
      phone_number: 1122223333,
      address: {
        street_line1: 'Calle 1',
        street_line2: null,
        city: 'X',
        postal_code: '1000',
        state: 'ARG-B',
        state_code: 'B',
        country: 'ARG',
        country_code: 'AR',
      },
      rejection_code: null,
      rejection_description: null,
      created_at: '2026-03-01T12:00:00.000Z',
      updated_at: '2026-03-01T12:00:00.000Z',
    })
    expect((await company.call('GET', `${PATH}/${body.id}`)).body).toEqual(body)
    expect((await company.call('GET', PATH)).body).toContainEqual(body)
  })

  test.each([
    ['B', 'AR'],
    ['AR-B', 'ARG'],
    ['arg-b', '032'],
    ['B', 32],
  ])('takes the state %s of the country %s', async (state, country) => {
    const address = {
      street_line_1: ' Calle 1 ',
      streetLine2: 'Piso 2',
      city: 'X',
      postal_code: '1',
      state,
      country,
    }
    const { body } = await create({ address })
    expect(body.address).toMatchObject({
      street_line1: 'Calle 1',
      street_line2: 'Piso 2',
      state: 'ARG-B',
      country: 'ARG',
    })
  })

  test('has what it needs, or is refused with what is missing', async () => {
    for (const field of ['first_name', 'last_name', 'email', 'birth_date', 'address'])
      for (const value of [undefined, null, ...(field === 'address' ? [] : ['  '])]) {
        const reply = await create({ [field]: value })
        expect(reply, `${field} ${value}`).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } })
        expect(reply.body.message).toMatch(new RegExp(`^${field} `))
      }
    for (const line of ['street_line1', 'city', 'postal_code', 'state', 'country']) {
      const address = { ...person().address, [line]: '' }
      expect(await create({ address })).toMatchObject({
        status: 400,
        body: { code: 'BAD_REQUEST', message: `address.${line} is required` },
      })
    }
    expect((await create({ first_name: 'x'.repeat(101) })).status).toBe(400)
    expect((await create({ phone_number: true })).status).toBe(400)
    expect((await create({ phone_number: 'abc' })).status).toBe(400)
  })

  test.each([
    [{ address: { ...person().address, state: 'CA' } }, 'State CA does not belong to country ARG'],
    [{ address: { ...person().address, country: 'XX' } }, 'address.country is not valid'],
    [{ email: 'ana' }, 'email is not valid'],
    [{ email: 'ana@' }, 'email is not valid'],
    [{ email: 'a b@example.org' }, 'email is not valid'],
    [{ email: '@example.org' }, 'email is not valid'],
    [{ email: 'ana@example' }, 'email is not valid'],
    [{ birth_date: '1990-02-30' }, 'birth_date is not valid'],
    [{ birth_date: '31/01/1990' }, 'birth_date is not valid'],
    [{ birth_date: '2008-03-02' }, 'birth_date is not valid'],
    [{ birth_date: '2030-01-01' }, 'birth_date is not valid'],
    [{ birth_date: '0190-01-01' }, 'birth_date is not valid'],
    [{ phone_country_code: 1000 }, 'phone_country_code is not valid'],
    [{ phone_number: 12 }, 'phone_number is not valid'],
    [{ phone_number: '1234567890123456' }, 'phone_number is not valid'],
    [
      { documents: [{ id: 'passport', image_front: 'R0lGODlhAQABAAAAACw=' }] },
      'documents[0].image_front is not valid',
    ],
    [{ documents: [{ id: 'passport', issuing_country: 'XX' }] }, 'documents[0].issuing_country is not valid'],
  ])('with %j is refused: %s', async (fields, message) => {
    expect(await create(fields)).toMatchObject({ status: 412, body: { code: 'VAL', message } })
  })

  test('is of age on its 18th birthday, and on 1 March when born on 29 February', async () => {
    expect((await create({ birth_date: '2008-03-01' })).status).toBe(201)
    expect((await create({ birth_date: '2008-02-29' })).status).toBe(201)
    clock.moveTo(new Date('2026-02-28T23:59:59.999Z'))
    expect((await create({ birth_date: '2008-03-01' })).status).toBe(412)
    expect((await create({ birth_date: '2008-02-29' })).status).toBe(412)
    clock.moveTo(new Date('2026-03-01T12:00:00.000Z'))
  })

  test('brings documents with images of up to 32 MiB in one body', async () => {
    const image_front = png(9_000_000).toString('base64')
    const documents = [
      { id: 'passport', number: 'AB1', issuing_country: 'ARG', image_front },
      {
        id: 'utility_bill',
        image_front: `data:image/jpeg;base64,${JPG.toString('base64')}`,
        image_back: image_front,
      },
    ]
    expect((await create({ documents })).status).toBe(201)
    const tooLarge = await create({ padding: 'x'.repeat(33_554_432) })
    expect(tooLarge).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } })
  })
})

describe('an e-mail address and a telephone number', () => {
  test('are one client’s in its company, whatever the case: 400 here', async () => {
    const first = person()
    expect((await create(first)).status).toBe(201)
    const message = 'A client with this email or phone already exists.'
    for (const same of [
      { email: first.email.toUpperCase() },
      { phone_country_code: first.phone_country_code, phone_number: first.phone_number },
      // The same when dialled.
      { phone_country_code: 5, phone_number: `4${first.phone_number}` },
    ])
      expect(await create(same)).toMatchObject({ status: 400, body: { code: 'VAL', message } })
  })

  test('may be another client’s in another company, and are free after a deletion', async () => {
    const other = await api.company()
    const fields = person()
    const { body } = await create(fields)
    expect((await other.call('POST', PATH, fields)).status).toBe(201)
    expect((await company.call('DELETE', `${PATH}/${body.id}`)).status).toBe(204)
    expect((await create(fields)).status).toBe(201)
  })

  test('of twenty who take one at once, one gets it', async () => {
    const fields = person()
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        create(
          index % 2 === 0
            ? { ...person(), email: fields.email }
            : { ...person(), email: fields.email, phone_number: fields.phone_number },
        ),
      ),
    )
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(replies.filter(({ status }) => status === 400)).toHaveLength(19)
  })

  test('of two clients that change to one at once, one gets it', async () => {
    const [a, b] = await Promise.all([create(), create()])
    const wanted = person()
    const replies = await Promise.all(
      [a, b].map(({ body }) => company.call('PUT', `${PATH}/${body.id}`, wanted)),
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 400])
  })
})

describe('a replacement', () => {
  test('is full: what it does not name is gone', async () => {
    const { body: client } = await create({ second_name: 'Maria', occupation: 'Engineer' })
    const { phone_country_code: _code, phone_number: _number, ...fields } = person({ last_name: 'Sosa' })
    clock.advance(1_000)
    const { status, body } = await company.call('PUT', `${PATH}/${client.id}`, fields)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      id: client.id,
      status: 'pending',
      second_name: null,
      last_name: 'Sosa',
      phone_country_code: null,
      phone_number: null,
      created_at: client.created_at,
      updated_at: clock.now().toISOString(),
    })
  })

  test('to what it was already changes nothing else', async () => {
    const fields = person()
    const { body: client } = await create(fields)
    const { status, body } = await company.call('PUT', `${PATH}/${client.id}`, fields)
    expect(status).toBe(200)
    expect({ ...body, updated_at: null }).toEqual({ ...client, updated_at: null })
  })
})

describe('a client that is not there', () => {
  test('unknown, foreign, deleted ids, a business and what is no id answer alike', async () => {
    const other = await api.company()
    const { body: foreign } = await other.call('POST', PATH, person())
    const { body: deleted } = await create()
    await company.call('DELETE', `${PATH}/${deleted.id}`)
    const notFound = { status: 404, body: { code: 'NOT_FOUND', message: 'Client not found' } }
    for (const id of [foreign.id, deleted.id, '01990000-0000-7000-8000-000000000001', 'no-id', '%20']) {
      expect(await company.call('GET', `${PATH}/${id}`)).toMatchObject(notFound)
      expect(await company.call('PUT', `${PATH}/${id}`, person())).toMatchObject(notFound)
      expect(await company.call('DELETE', `${PATH}/${id}`)).toMatchObject(notFound)
      expect(await company.call('GET', `${PATH}/${id}/products`)).toMatchObject(notFound)
    }
    expect((await company.call('GET', PATH)).body.map(({ id }: { id: string }) => id)).not.toContain(
      deleted.id,
    )
  })

  test('with open ramps it is not deleted', async () => {
    const { body } = await create()
    hasRamps = true
    expect(await company.call('DELETE', `${PATH}/${body.id}`)).toMatchObject({
      status: 412,
      body: { code: 'VAL', message: 'Client has open ramps' },
    })
    hasRamps = false
    const gone = await company.call('DELETE', `${PATH}/${body.id}`)
    expect(gone).toEqual({ status: 204, body: null })
  })
})

test('a key of level 1 creates and reads, and does nothing else', async () => {
  const { body } = await company.call('POST', '/management/keys/create', {
    name: 'reader',
    levels: { management: 1 },
  })
  const reader = api.with(body.api_key)
  const created = await reader('POST', PATH, person())
  expect(created.status).toBe(201)
  const path = `${PATH}/${created.body.id}`
  expect((await reader('GET', path)).status).toBe(200)
  for (const [method, at] of [
    ['PUT', path],
    ['DELETE', path],
    ['POST', `${path}/products`],
    ['POST', `/management/clients/${created.body.id}/terms-link`],
    ['POST', '/management/clients'],
  ] as const)
    expect((await reader(method, at, person())).status, `${method} ${at}`).toBe(401)
})

test('every change leaves an audit row that names who, and holds no number', async () => {
  const { body } = await create({
    individual_identification: '30999888',
    tax_identification_number: '20309998887',
  })
  await company.call('PUT', `${PATH}/${body.id}`, person({ individual_identification: '30999889' }))
  await company.call('DELETE', `${PATH}/${body.id}`)
  const { body: log } = await company.call('GET', `/management/audit-log?object_id=${body.id}`)
  expect(log.items.map(({ action }: { action: string }) => action)).toEqual([
    'client.deleted',
    'client.changed',
    'client.created',
  ])
  expect(log.items[0].actor.type).toBe('KEY')
  expect(JSON.stringify(log)).not.toMatch(/30999888|30999889|20309998887/)
})
