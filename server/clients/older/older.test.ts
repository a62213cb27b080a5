import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../../tests/harness/company-api.ts'
import { business, director, JPG, person, png } from '../people.fixture.ts'

const PATH = '/management/clients'

let api: CompanyApi
let company: TestCompany

beforeAll(async () => {
  api = await startCompanyApi()
  company = await api.company()
})
afterAll(() => api.stop())

const post = (body: object) => company.call('POST', PATH, body)
const get = (path: string) => company.call('GET', `${PATH}/${path}`)
const NOT_FOUND = { status: 404, body: { code: 'NOT_FOUND', message: 'Client not found' } }

/** The older record of nobody in particular: what the contract names, all null. */
const NOTHING = {
  id: expect.any(String),
  company_id: expect.any(String),
  type: 'individual',
  status: 'PENDING',
  first_name: null,
  second_name: null,
  last_name: null,
  email: null,
  birth_date: null,
  phone_country_code: null,
  phone_number: null,
  address: null,
  rejection_code: null,
  rejection_description: null,
  created_at: expect.any(String),
  updated_at: expect.any(String),
  gender: null,
  document_type: null,
  document_number: null,
  expiration_date: null,
  individual_identification_type: null,
  individual_identification: null,
  otp: null,
  sms: null,
  whatsapp: null,
  telegram: null,
  username: null,
  wallet_ids: [],
  business_legal_name: null,
  business_trade_name: null,
  business_description: null,
  business_type: null,
  business_industry: null,
  is_dao: null,
  registered_address: null,
  physical_address: null,
  identifying_information: [],
  has_material_intermediary_ownership: null,
  ownership_threshold: null,
  signed_agreement_id: null,
  account_purpose: null,
  source_of_funds: null,
  estimated_annual_revenue_usd: null,
  expected_monthly_payments_usd: null,
  operates_in_prohibited_countries: null,
  high_risk_activities: null,
  conducts_money_services: null,
  acting_as_intermediary: null,
  primary_website: null,
  other_websites: null,
  documents: [],
}

describe('a client of the older calls', () => {
  test('may begin with nothing: every field of the record is there, null', async () => {
    const { status, body } = await post({})
    expect(status).toBe(200)
    expect(body).toEqual(NOTHING)
    expect((await get(body.id)).body).toEqual(body)
    expect((await get('')).body).toContainEqual(body)
  })

  test('gives back what it was given, its numbers too, and never an image', async () => {
    const image_front = png().toString('base64')
    const { body } = await post({
      ...person({ address: { state: 'CA', country: 'US', street_line_1: 'Main St' } }),
      username: 'ana',
      gender: 'F',
      otp: true,
      whatsapp: false,
      document_type: 'PASSPORT',
      document_number: 'AB 12',
      expiration_date: '2030-01-01',
      individual_identification_type: 'SSN',
      individual_identification: '123-45-6789',
      annual_salary: 50_000.5,
      account_purpose: 'savings',
      documents: [
        {
          id: 'passport',
          name: 'Passport',
          issuing_country: 'US',
          number: 'X1',
          image_front,
          image_back: image_front,
        },
      ],
    })
    expect(body).toMatchObject({
      address: { street_line1: 'Main St', city: null, state: 'USA-CA', country: 'USA' },
      username: 'ana',
      otp: true,
      sms: null,
      whatsapp: false,
      document_number: 'AB 12',
      expiration_date: '2030-01-01',
      individual_identification: '123-45-6789',
      documents: [
        {
          id: 'passport',
          name: 'Passport',
          description: null,
          issuing_country: 'USA',
          number: 'X1',
          image_front: null,
          image_back: null,
        },
      ],
    })
    expect((await get(body.id)).body).toEqual(body)
  })

  test('is one record with the newer calls', async () => {
    const { body } = await company.call('POST', `${PATH}/individuals`, person())
    expect((await get(body.id)).body).toMatchObject({ ...body, status: 'PENDING', company_id: company.id })
  })

  test('is refused as a record that exists with 412 here', async () => {
    const fields = person()
    await company.call('POST', `${PATH}/individuals`, fields)
    const refusal = { code: 'VAL', message: 'A client with this email or phone already exists.' }
    expect(await post({ email: fields.email })).toMatchObject({ status: 412, body: refusal })
    const { body } = await post({})
    const { phone_country_code, phone_number } = fields
    const put = await company.call('PUT', `${PATH}/${body.id}`, { phone_country_code, phone_number })
    expect(put).toMatchObject({ status: 412, body: refusal })
  })

  test.each([
    [{ email: 'x' }, 412, 'email is not valid'],
    [{ birth_date: '2020-01-01' }, 412, 'birth_date is not valid'],
    [{ expiration_date: 'soon' }, 412, 'expiration_date is not valid'],
    [{ address: { state: 'B', country: 'US' } }, 412, 'State B does not belong to country USA'],
    [{ address: { state: 'B' } }, 400, 'address.country is required'],
    [{ otp: 'yes' }, 400, 'otp must be true or false or null'],
    [{ documents: {} }, 400, 'documents must be a list'],
    [{ documents: [{ image_front: 'AAAA' }] }, 412, 'documents[0].image_front is not valid'],
  ])('%j is refused: %i %s', async (fields, status, message) => {
    expect(await post(fields)).toMatchObject({ status, body: { message } })
  })

  test('is changed field by field: what is omitted is kept, null and an empty text clear', async () => {
    const { body } = await post({
      ...person(),
      username: 'ana',
      sms: true,
      documents: [{ id: 'passport', number: 'X1' }],
    })
    const changed = await company.call('PUT', `${PATH}/${body.id}`, {
      last_name: 'Sosa',
      username: null,
      gender: '',
      business_industry: null,
    })
    expect(changed.status).toBe(200)
    expect(changed.body).toEqual({
      ...body,
      last_name: 'Sosa',
      username: null,
      updated_at: expect.any(String),
    })
    expect(changed.body.updated_at > body.updated_at).toBe(true)
    const without = await company.call('PUT', `${PATH}/${body.id}`, { documents: [] })
    expect(without.body.documents).toEqual([])
    expect(await company.call('PUT', `${PATH}/no-id`, {})).toMatchObject(NOT_FOUND)
  })

  test('uses one-time codes once it is told to', async () => {
    const { body } = await post({ otp: false })
    const enabled = await company.call('PATCH', `${PATH}/${body.id}/enable-otp`)
    expect(enabled.body).toMatchObject({ id: body.id, otp: true })
    expect((await company.call('PATCH', `${PATH}/${body.id}/enable-otp`)).body).toEqual(enabled.body)
    expect(await company.call('PATCH', `${PATH}/${company.id}/enable-otp`)).toMatchObject(NOT_FOUND)
  })

  test('is deleted with an empty object', async () => {
    const { body } = await post({})
    expect(await company.call('DELETE', `${PATH}/${body.id}`)).toEqual({ status: 200, body: {} })
    expect(await get(body.id)).toMatchObject(NOT_FOUND)
    expect(await company.call('DELETE', `${PATH}/${body.id}`)).toMatchObject(NOT_FOUND)
  })
})

describe('clients are found', () => {
  test('by their channels; one that was never named is off', async () => {
    const other = await api.company()
    const make = async (fields: object) => (await other.call('POST', PATH, fields)).body.id
    const [none, sms, both] = [
      await make({}),
      await make({ sms: true, otp: false }),
      await make({ sms: true, otp: true }),
    ]
    const ids = async (query: string) =>
      (await other.call('GET', `${PATH}?${query}`)).body.map(({ id }: { id: string }) => id)
    expect(await ids('')).toEqual([both, sms, none])
    expect(await ids('sms=true')).toEqual([both, sms])
    expect(await ids('sms=TRUE&otp=false')).toEqual([sms])
    expect(await ids('otp=false')).toEqual([sms, none])
    expect(await ids('telegram=true')).toEqual([])
    expect((await other.call('GET', `${PATH}?sms=perhaps`)).status).toBe(400)
  })

  test('by the whole telephone number, however it is written', async () => {
    const { body } = await post({ phone_country_code: 598, phone_number: 91234567, whatsapp: true })
    for (const query of [
      'full_phone_number=59891234567',
      'full_phone_number=%2B598%2091-234-567',
      'full_phone_number=+59891234567',
      'fullPhoneNumber=0059891234567',
    ])
      expect((await get(`by-phone-whatsapp?${query}`)).body, query).toMatchObject({ id: body.id })
    expect(await get('by-phone-whatsapp?full_phone_number=1')).toMatchObject(NOT_FOUND)
    expect(await get('by-phone-whatsapp?full_phone_number=abc')).toMatchObject(NOT_FOUND)
    expect((await get('by-phone-whatsapp')).status).toBe(400)
    const other = await api.company()
    const foreign = await other.call('GET', `${PATH}/by-phone-whatsapp?full_phone_number=59891234567`)
    expect(foreign).toMatchObject(NOT_FOUND)
  })
})

describe('a business', () => {
  const postBusiness = (fields: object = {}) => company.call('POST', `${PATH}/business`, business(fields))

  test('is answered as the older record, with its type', async () => {
    const fields = {
      business_trade_name: 'Paz',
      is_dao: false,
      ownership_threshold: 25,
      expected_monthly_payments_usd: 10_000,
      estimated_annual_revenue_usd: '0_99999',
      high_risk_activities: ['gambling'],
      regulated_activity: { regulator: 'none' },
      other_websites: ['https://example.com'],
      business_documents: [{ id: 'ownership_chart', image_front: JPG.toString('base64') }],
    }
    const { status, body } = await postBusiness(fields)
    expect(status).toBe(200)
    expect(Object.keys(body).sort()).toEqual(Object.keys(NOTHING).sort())
    const { business_documents: _documents, regulated_activity: _activity, ...shown } = fields
    expect(body).toMatchObject({
      ...shown,
      type: 'business',
      status: 'PENDING',
      first_name: null,
      business_legal_name: 'Paz y Cia SA',
      business_industry: ['541511'],
      registered_address: { street_line1: '123 Main Street', state: 'USA-CA', country: 'USA' },
      identifying_information: [
        { type: 'ein', issuing_country: 'USA', number: '12-3456789', image_front: null, expiration: null },
      ],
      documents: [{ id: 'ownership_chart', image_front: null }],
    })
    expect(await company.call('GET', `${PATH}/individuals/${body.id}`)).toMatchObject(NOT_FOUND)
  })

  test.each([
    [{ business_legal_name: undefined }, 412, 'business_legal_name is required'],
    [{ business_legal_name: ' ' }, 412, 'business_legal_name is required'],
    [{ registered_address: null }, 412, 'registered_address is required'],
    [
      { registered_address: { city: 'X', country: 'US' } },
      400,
      'registered_address.street_line1 is required',
    ],
    [{ business_industry: undefined }, 412, 'business_industry is required'],
    [{ business_industry: [] }, 412, 'business_industry is required'],
    [{ business_industry: ['541511', '999999'] }, 412, 'Unknown industry code 999999'],
    [{ business_type: 'gmbh' }, 412, 'business_type is not valid'],
    [{ high_risk_activities: undefined }, 412, 'high_risk_activities is required'],
    [{ identifying_information: [] }, 412, 'identifying_information is required'],
    [{ associated_persons: [] }, 412, 'At least one person with control is required'],
    [
      { associated_persons: [director({ has_control: false })] },
      412,
      'At least one person with control is required',
    ],
    [{ associated_persons: [director({ is_signer: undefined })] }, 412, 'At least one signer is required'],
    [
      { associated_persons: [director({ birth_date: '2020-01-01' })] },
      412,
      'associated_persons[0].birth_date is not valid',
    ],
    [{ associated_persons: undefined }, 400, 'associated_persons is required'],
    [{ regulated_activity: { text: 'x'.repeat(20_000) } }, 412, 'regulated_activity is not valid'],
    [{ email: undefined }, 400, 'email is required'],
    [{ primary_website: '' }, 400, 'primary_website is required'],
    [{ business_description: null }, 400, 'business_description is required'],
  ])('with %j is refused: %i %s', async (fields, status, message) => {
    expect(await postBusiness(fields)).toMatchObject({ status, body: { message } })
  })

  test('has its associated persons, without images, beside the individual clients of their addresses', async () => {
    const jane = (await post({ email: 'JANE@paz.example.org' })).body
    const { body } = await postBusiness({
      associated_persons: [
        director({
          email: 'jane@paz.example.org',
          has_control: false,
          phone: '+1 (415) 555-1234',
          title: 'CEO',
        }),
        director({
          email: 'joe@paz.example.org',
          is_signer: false,
          relationship_established_at: '2020-05-01',
        }),
      ],
    })
    const persons = (await get(`${body.id}/associated-persons`)).body
    expect(persons).toEqual([
      {
        id: expect.any(String),
        business_client_id: body.id,
        person_client_id: jane.id,
        person_bridge_id: null,
        first_name: 'Jane',
        middle_name: null,
        last_name: 'Smith',
        email: 'jane@paz.example.org',
        phone: '+14155551234',
        birth_date: '1985-02-20',
        residential_address: expect.objectContaining({
          street_line1: '456 Oak Ave',
          state: null,
          country: 'USA',
        }),
        has_ownership: true,
        has_control: false,
        is_signer: true,
        is_director: false,
        title: 'CEO',
        relationship_established_at: null,
        identifying_information: [
          { type: 'ssn', issuing_country: 'USA', number: '123-45-6789', description: null, expiration: null },
        ],
        created_at: expect.any(String),
        updated_at: expect.any(String),
      },
      expect.objectContaining({
        person_client_id: null,
        has_control: true,
        is_signer: false,
        relationship_established_at: '2020-05-01',
      }),
    ])
    expect((await get(`${jane.id}/associated-persons`)).body).toEqual([])
    expect(await get('no-id/associated-persons')).toMatchObject(NOT_FOUND)
    // What stands in a person's papers is not the business's own.
    expect((await get(body.id)).body.identifying_information).toHaveLength(1)
  })

  test('changes its industries to known ones only', async () => {
    const { body } = await postBusiness()
    const change = (fields: object) => company.call('PUT', `${PATH}/${body.id}`, fields)
    expect((await change({ business_industry: ['1'] })).body.message).toBe('Unknown industry code 1')
    expect((await change({ business_type: 'LLC' })).body.business_type).toBe('llc')
  })
})

describe('documents', () => {
  test('are listed by checklist', async () => {
    for (const id of ['individual', 'business']) {
      const { status, body } = await get(`documentation/${id}`)
      expect(status).toBe(200)
      expect(body).toMatchObject({ id, name: expect.any(String), document_groups: expect.any(Array) })
      for (const group of body.document_groups) {
        expect(Object.keys(group)).toEqual(['id', 'name', 'description', 'required', 'valid_documents'])
        expect(group.valid_documents.length).toBeGreaterThan(0)
      }
    }
    expect((await get('documentation/other')).status).toBe(404)
  })

  test('are pending until the client is identified', async () => {
    const { body } = await post(person())
    const pending = await get(`${body.id}/pending-documents`)
    expect(pending.body).toEqual({
      documents: [
        {
          provider: 'BRIDGE',
          type: 'identity_document',
          name: expect.any(String),
          description: expect.any(String),
          require_image: true,
          require_back_image: false,
          require_number: true,
          require_expiration: true,
          issue_reasons: [],
        },
      ],
    })
    await company.call('PUT', `${PATH}/${body.id}`, { documents: [{ id: 'passport', number: 'AB1' }] })
    expect(await get(`${body.id}/pending-documents`)).toMatchObject({
      status: 412,
      body: { code: 'VAL', message: 'Client has no pending documents' },
    })
    expect(await get('no-id/pending-documents')).toMatchObject(NOT_FOUND)
  })
})

describe('a link to a provider', () => {
  test('is made, found, changed and removed', async () => {
    const { body: client } = await post({})
    const path = `${PATH}/${client.id}/providers`
    const made = await company.call('POST', path, { provider: 'reap', customer_id: ' c-1 ' })
    expect(made).toEqual({
      status: 200,
      body: {
        id: expect.any(String),
        client_id: client.id,
        provider: 'REAP',
        customer_id: 'c-1',
        status: 'active',
        created_at: expect.any(String),
        updated_at: expect.any(String),
      },
    })
    expect((await company.call('GET', path)).body).toEqual([made.body])
    expect((await company.call('GET', `${path}/by-provider/Reap`)).body).toEqual(made.body)
    const changed = await company.call('PUT', `${path}/${made.body.id}`, { customer_id: 'c-2' })
    expect(changed.body).toMatchObject({ id: made.body.id, customer_id: 'c-2' })
    expect(await company.call('DELETE', `${path}/${made.body.id}`)).toEqual({ status: 200, body: {} })
    expect((await company.call('GET', path)).body).toEqual([])
    for (const method of ['PUT', 'DELETE'])
      expect((await company.call(method, `${path}/${made.body.id}`, { customer_id: 'c' })).status).toBe(404)
  })

  test('is one per provider, and of a known one', async () => {
    const { body: client } = await post({})
    const path = `${PATH}/${client.id}/providers`
    await company.call('POST', path, { provider: 'PAXOS', customer_id: 'c' })
    expect(await company.call('POST', path, { provider: 'PAXOS', customer_id: 'd' })).toMatchObject({
      status: 412,
      body: { code: 'VAL', message: 'Client is already linked to PAXOS' },
    })
    expect(await company.call('POST', path, { provider: 'OTHER', customer_id: 'c' })).toMatchObject({
      status: 400,
      body: { code: 'VALUE_NOT_ALLOWED' },
    })
    expect((await company.call('POST', path, { provider: 'REAP', customer_id: '' })).status).toBe(400)
    expect(await company.call('GET', `${path}/by-provider/UNLIMINT`)).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND', message: `Client ${client.id} is not linked to provider UNLIMINT` },
    })
    const foreign = `${PATH}/${company.id}/providers`
    expect(await company.call('POST', foreign, { provider: 'REAP', customer_id: 'c' })).toMatchObject(
      NOT_FOUND,
    )
    expect(await company.call('GET', foreign)).toMatchObject(NOT_FOUND)
  })

  test('of the partner’s customers, each is one client’s, whatever company asks', async () => {
    const { body: client } = await post({})
    const bridge = { provider: 'BRIDGE', customer_id: 'shared' }
    expect((await company.call('POST', `${PATH}/${client.id}/providers`, bridge)).status).toBe(200)
    const other = await api.company()
    const { body: thief } = await other.call('POST', PATH, {})
    const refusal = { status: 412, body: { code: 'VAL', message: 'customer_id is not valid' } }
    expect(await other.call('POST', `${PATH}/${thief.id}/providers`, bridge)).toMatchObject(refusal)
    const own = await other.call('POST', `${PATH}/${thief.id}/providers`, { ...bridge, customer_id: 'own' })
    const put = await other.call('PUT', `${PATH}/${thief.id}/providers/${own.body.id}`, bridge)
    expect(put).toMatchObject(refusal)
    await company.call('DELETE', `${PATH}/${client.id}`)
    expect(await other.call('PUT', `${PATH}/${thief.id}/providers/${own.body.id}`, bridge)).toMatchObject(
      refusal,
    )
  })
})
