import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../../tests/harness/company-api.ts'
import { business, JPG, person, png } from '../people.fixture.ts'

const CLIENTS = '/management/clients/individuals'
const PNG = png().toString('base64')
const PASSPORT = {
  document_type: 'passport',
  image_front: `data:image/jpeg;base64,${JPG.toString('base64')}`,
  metadata: { number: 'AB1234567', issuing_country: 'AR' },
}
const SELFIE = { document_type: 'selfie', image_front: PNG }
const DATA = {
  occupation: '15-1252',
  annual_salary: '50000',
  account_purpose: 'purchases',
  expected_monthly_volume: 1_000,
}

let api: CompanyApi
let company: TestCompany

beforeAll(async () => {
  api = await startCompanyApi()
  company = await api.company()
})
afterAll(() => api.stop())

/** A client and its request for cards. */
async function begin(fields: object = {}) {
  const { body: client } = await company.call('POST', CLIENTS, person(fields))
  const path = `${CLIENTS}/${client.id}/products`
  const { body: request } = await company.call('POST', path, { subproduct: 'cards_individuals' })
  const at = `${path}/${request.id}`
  return {
    client,
    path,
    request,
    give: (document: object) => company.call('POST', `${at}/documentation`, document),
    submit: () => company.call('POST', `${at}/submit`),
    decide: (decision: object) => api.operator('PATCH', `${at}/status`, decision),
  }
}

const idsOf = (groups: { id: string }[]) => groups.map(({ id }) => id)

describe('a product request', () => {
  test('waits at once for what the product wants', async () => {
    const { body: client } = await company.call('POST', CLIENTS, person({ phone_number: null }))
    const path = `${CLIENTS}/${client.id}/products`
    const { status, body } = await company.call('POST', path, { subproduct: ' Cards_Individuals ' })
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.any(String),
      client_id: client.id,
      product: 'cards_individuals',
      status: 'pending_documentation',
      missing_requirements: { documents: expect.any(Array), data: expect.any(Array) },
      rejection_code: null,
      rejection_description: null,
      created_at: expect.any(String),
      updated_at: expect.any(String),
    })
    const { documents, data } = body.missing_requirements
    expect(idsOf(documents)).toEqual(['identity_document', 'selfie'])
    expect(idsOf(documents[0].valid_documents)).toEqual(['passport', 'national_id', 'drivers_license'])
    expect(documents[0].valid_documents[0]).toEqual({
      id: 'passport',
      name: expect.any(String),
      description: expect.any(String),
      required: false,
      require_image: true,
      require_back_image: false,
      metadata: [
        { id: 'number', name: expect.any(String), data_type: 'STRING', required: true },
        { id: 'issuing_country', name: expect.any(String), data_type: 'COUNTRY', required: true },
      ],
    })
    expect(idsOf(data)).toEqual([
      'phone',
      'occupation',
      'annual_salary',
      'account_purpose',
      'expected_monthly_volume',
    ])
    expect((await company.call('GET', path)).body).toEqual([body])
  })

  test('goes from what is missing to the provider and to its decision', async () => {
    const { client, path, give, submit, decide } = await begin()
    const first = await give(PASSPORT)
    expect(first.status).toBe(200)
    expect(first.body.rejected_items).toEqual([])
    expect(idsOf(first.body.product.missing_requirements.documents)).toEqual(['selfie'])

    const early = await submit()
    expect(early).toMatchObject({ status: 200, body: { product: { status: 'pending_documentation' } } })

    expect((await give(SELFIE)).body.product.missing_requirements.documents).toEqual([])
    await company.call('PUT', `${CLIENTS}/${client.id}`, person(DATA))
    const submitted = await submit()
    expect(submitted.body).toMatchObject({
      product: { status: 'in_kyc', missing_requirements: { documents: [], data: [] } },
      rejected_items: [],
    })

    const late = {
      status: 409,
      body: { code: 'VAL', message: 'The request is not in status pending_documentation' },
    }
    expect(await give(SELFIE)).toMatchObject(late)
    expect(await submit()).toMatchObject(late)

    const rejected = await decide({
      status: 'REJECTED',
      rejection_code: 'BLURRED',
      rejection_description: 'Blurred',
    })
    expect(rejected.body).toMatchObject({
      status: 'rejected',
      rejection_code: 'BLURRED',
      rejection_description: 'Blurred',
    })
    const again = await company.call('POST', path, { subproduct: 'cards_individuals' })
    expect(again.status).toBe(201)
    expect(again.body.missing_requirements.documents).toHaveLength(2)
    const list = (await company.call('GET', path)).body
    expect(list.map(({ status }: { status: string }) => status)).toEqual([
      'pending_documentation',
      'rejected',
    ])
    expect(await decide({ status: 'enabled' })).toMatchObject({ status: 409 })
  })

  test('may be given back for more documents, and enabled', async () => {
    const { give, submit, decide } = await begin(DATA)
    await give(PASSPORT)
    await give(SELFIE)
    await submit()
    const back = { status: 'pending_documentation', rejection_description: 'A newer passport please' }
    expect((await decide(back)).body).toMatchObject({ ...back, rejection_code: null })
    expect((await give({ ...PASSPORT, replace: true })).body.rejected_items).toEqual([])
    expect((await submit()).body.product).toMatchObject({ status: 'in_kyc', rejection_description: null })
    expect((await decide({ status: 'enabled' })).body).toMatchObject({ status: 'enabled' })
  })

  test('is one per client that is not rejected, also of ten at once', async () => {
    const { body: client } = await company.call('POST', CLIENTS, person())
    const path = `${CLIENTS}/${client.id}/products`
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => company.call('POST', path, { subproduct: 'cards_individuals' })),
    )
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(replies.filter(({ status }) => status === 409)).toHaveLength(9)
    expect(replies.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'VAL',
      message: 'The client already has an active request for this product',
    })
  })

  test('of another product is not available', async () => {
    const { path } = await begin()
    for (const subproduct of ['ramps_pix', 'ramps_cards', 'x', ''])
      expect(await company.call('POST', path, { subproduct })).toMatchObject({
        status: 412,
        body: { code: 'VAL', message: `Product ${subproduct} is not available` },
      })
    expect((await company.call('POST', path, {})).status).toBe(400)
  })

  test('is its client’s and its company’s, and no business’s', async () => {
    const { path, request } = await begin()
    const notFound = { status: 404, body: { code: 'NOT_FOUND', message: 'Product request not found' } }
    expect(await company.call('POST', `${path}/no-id/submit`)).toMatchObject(notFound)
    const { path: otherPath } = await begin()
    expect(await company.call('POST', `${otherPath}/${request.id}/submit`)).toMatchObject(notFound)
    expect(
      await api.operator('PATCH', `${otherPath}/${request.id}/status`, { status: 'enabled' }),
    ).toMatchObject(notFound)
    const other = await api.company()
    expect(await other.call('POST', `${path}/${request.id}/submit`)).toMatchObject({
      status: 404,
      body: { message: 'Client not found' },
    })
    const { body: firm } = await company.call('POST', '/management/clients/business', business())
    const asked = await company.call('POST', `${CLIENTS}/${firm.id}/products`, {
      subproduct: 'cards_individuals',
    })
    expect(asked).toMatchObject({ status: 404, body: { message: 'Client not found' } })
  })

  test('is decided by the operator alone', async () => {
    const { path, request } = await begin()
    const decided = await company.call('PATCH', `${path}/${request.id}/status`, { status: 'enabled' })
    expect(decided).toMatchObject({ status: 401, body: { code: 'DENIED' } })
  })
})

describe('a document of a product request', () => {
  test('is named with what is wrong, and nothing of it is kept', async () => {
    const { give, path } = await begin()
    const rejectedOf = async (document: object) => (await give(document)).body.rejected_items
    const gif = 'R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs='
    expect(await rejectedOf({ ...PASSPORT, image_front: gif })).toEqual([
      { type: 'document', key: 'image_front', reason: 'is not a JPG or PNG image' },
    ])
    expect(await rejectedOf({ ...PASSPORT, image_front: '???', image_back: gif, metadata: {} })).toEqual([
      { type: 'document', key: 'image_front', reason: 'is not base64' },
      { type: 'document', key: 'image_back', reason: 'is not a JPG or PNG image' },
      { type: 'data', key: 'number', reason: 'is required' },
      { type: 'data', key: 'issuing_country', reason: 'is required' },
    ])
    expect(await rejectedOf({ ...PASSPORT, metadata: { number: { a: 1 }, issuing_country: 'XX' } })).toEqual([
      { type: 'data', key: 'number', reason: 'is required' },
      { type: 'data', key: 'issuing_country', reason: 'is not valid' },
    ])
    expect(await rejectedOf({ ...PASSPORT, document_type: 'national_id' })).toEqual([
      { type: 'document', key: 'image_back', reason: 'is required' },
    ])
    expect(await rejectedOf({ ...SELFIE, document_type: 'library_card' })).toEqual([
      { type: 'document', key: 'library_card', reason: 'is not wanted for this product' },
    ])
    const large = png(10_000_001).toString('base64')
    expect(await rejectedOf({ ...SELFIE, image_front: large })).toEqual([
      { type: 'document', key: 'image_front', reason: 'is larger than 10 MB' },
    ])
    expect((await company.call('GET', path)).body[0].missing_requirements.documents).toHaveLength(2)
    expect((await give({ document_type: 'selfie' })).status).toBe(400)
  })

  test('of 10 MB on both sides is taken', async () => {
    const { give } = await begin()
    const large = png(10_000_000).toString('base64')
    const { status, body } = await give({
      ...PASSPORT,
      document_type: 'National_ID',
      image_front: large,
      image_back: `data:image/png;base64,${large}`,
    })
    expect(status).toBe(200)
    expect(body.rejected_items).toEqual([])
  })

  test('stays until it is replaced', async () => {
    const { give } = await begin()
    await give(SELFIE)
    expect((await give(SELFIE)).body.rejected_items).toEqual([
      { type: 'document', key: 'selfie', reason: 'was given already; send replace true to give another' },
    ])
    expect((await give({ ...SELFIE, replace: true })).body.rejected_items).toEqual([])
  })
})
