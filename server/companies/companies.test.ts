import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CompanyApi, startCompanyApi } from '../../tests/harness/company-api.ts'

let api: CompanyApi
let production: CompanyApi

beforeAll(async () => {
  api = await startCompanyApi()
  production = await startCompanyApi({ profile: 'production' })
})
afterAll(async () => {
  await api.stop()
  await production.stop()
})

const UNKNOWN = '01890000-0000-7000-8000-000000000000'
const NOT_FOUND = { status: 404, body: { code: 'NOT_FOUND', message: 'Company not found' } }

describe('creating', () => {
  it('gives the company, its id and a first key of level 3 everywhere', async () => {
    const { status, body } = await api.operator('POST', '/management/companies', {
      name: ' Acme ',
      email: 'acme@example.org',
      webhook_url: 'http://127.0.0.1:3000/hook',
    })
    expect(status).toBe(200)
    expect(body).toEqual({
      name: 'Acme',
      email: 'acme@example.org',
      webhook_url: 'http://127.0.0.1:3000/hook',
      id: expect.any(String),
      api_key: expect.stringMatching(/^hf_/),
    })
    const call = api.with(body.api_key)
    const shown = await call('GET', '/management/companies')
    expect(shown.body).toEqual({
      name: 'Acme',
      email: 'acme@example.org',
      webhook_url: 'http://127.0.0.1:3000/hook',
      webhook_key: expect.stringMatching(/^.{10,}$/),
    })
    const keys = await call('GET', '/management/keys/list')
    expect(keys.body).toMatchObject([
      { levels: { treasury: 3, virtual_wallets: 3, cards: 3, management: 3 }, expires_at: null },
    ])
  })

  it('webhook key and signing secret are sealed at rest, each for its own row and column', async () => {
    const { id, call } = await api.company()
    const { body } = await call('GET', '/management/companies')
    const row = await api.db
      .selectFrom('companies')
      .selectAll()
      .where('company_id', '=', id)
      .executeTakeFirstOrThrow()
    const plain = Buffer.from(body.webhook_key)
    expect(Buffer.from(row.webhook_key ?? '', 'base64').includes(plain)).toBe(false)
    expect(Buffer.from(row.webhook_secret, 'base64').toString('latin1')).not.toContain('whsec_')
    const other = await api.company()
    const moved = { webhook_key: row.webhook_key }
    await api.db.updateTable('companies').set(moved).where('company_id', '=', other.id).execute()
    expect((await other.call('GET', '/management/companies')).status).toBe(500)
  })

  it('of 10 concurrent creates with one email, in any case, one succeeds and 9 are refused', async () => {
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        api.operator('POST', '/management/companies', {
          name: `Racer ${n}`,
          email: n % 2 === 0 ? 'race@example.org' : 'RACE@example.org',
        }),
      ),
    )
    const refused = replies.filter(({ status }) => status !== 200)
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual(Array(9).fill([412, 'VAL']))
    expect(refused[0]?.body.message).toMatch(/^Company race@example\.org already exists\.$/i)
  })

  it('is for the operator alone', async () => {
    const { call } = await api.company()
    for (const [method, path] of [
      ['POST', '/management/companies'],
      ['GET', '/management/companies/list'],
      ['DELETE', `/management/companies/${UNKNOWN}`],
      ['POST', `/management/companies/${UNKNOWN}/re-enable`],
      ['PUT', `/management/companies/${UNKNOWN}/contracted-product`],
    ] as const)
      expect(await call(method, path, method === 'GET' ? undefined : { name: 'x' })).toMatchObject({
        status: 401,
        body: { code: 'DENIED' },
      })
    expect((await api.operator('GET', '/management/companies')).status).toBe(401)
  })

  it.each([
    [{}, 400],
    [{ name: '' }, 400],
    [{ name: 5 }, 400],
    [{ name: 'x', email: 'no email' }, 412],
    [{ name: 'x', webhook_url: 'no url' }, 412],
  ])('refuses %j', async (body, status) => {
    expect((await api.operator('POST', '/management/companies', body)).status).toBe(status)
  })

  it('production demands https and a public address for webhooks', async () => {
    for (const webhook_url of ['http://example.org/', 'https://127.0.0.1/', 'https://10.0.0.1/'])
      expect(
        await production.operator('POST', '/management/companies', { name: 'x', webhook_url }),
      ).toMatchObject({
        status: 412,
        body: { code: 'VAL', message: 'Webhook URL is not valid' },
      })
    const webhook_url = 'https://example.org/'
    expect(
      (await production.operator('POST', '/management/companies', { name: 'x', webhook_url })).status,
    ).toBe(200)
  })
})

describe('changing', () => {
  it.each(['/management/companies', '/management/clients'])(
    'PUT %s keeps what is omitted or null',
    async (path) => {
      const { call } = await api.company({ webhook_url: 'https://example.org/a' })
      const before = (await call('GET', '/management/companies')).body
      const renamed = await call('PUT', path, { name: 'New name', email: null, webhook_url: null })
      expect(renamed).toEqual({ status: 200, body: { ...before, name: 'New name' } })
      const rekeyed = await call('PUT', path, { webhook_key: 'another key' })
      expect(rekeyed.body).toEqual({ ...before, name: 'New name', webhook_key: 'another key' })
      expect((await call('GET', '/management/companies')).body).toEqual(rekeyed.body)
    },
  )

  it('webhook URL and key have calls of their own, and the older name', async () => {
    const { call } = await api.company()
    const subscribed = await call('POST', '/management/companies/webhook/subscribe', {
      url: 'https://example.org/1',
      webhook_key: 'first key 1',
    })
    expect(subscribed.body).toMatchObject({
      webhook_url: 'https://example.org/1',
      webhook_key: 'first key 1',
    })
    const moved = await call('PATCH', '/management/clients/webhook-url', {
      webhook_url: 'https://example.org/2',
    })
    expect(moved.body).toMatchObject({ webhook_url: 'https://example.org/2', webhook_key: 'first key 1' })
    const rekeyed = await call('POST', '/management/companies/webhook/key', { key: 'second key 2' })
    expect(rekeyed.body).toMatchObject({ webhook_url: 'https://example.org/2', webhook_key: 'second key 2' })
  })

  it('a bad field is refused with the contract’s words, and nothing changes', async () => {
    const { call } = await api.company()
    await api.company({ email: 'taken@example.org' })
    const before = (await call('GET', '/management/companies')).body
    const key = 'Webhook key must be at least 10 characters long'
    const url = 'Webhook URL is not valid'
    for (const [method, path, body, message] of [
      ['PUT', '/management/companies', { name: 'n', webhook_key: 'short' }, key],
      ['PUT', '/management/companies', { name: 'n', webhook_url: 'ftp://x' }, url],
      [
        'PUT',
        '/management/companies',
        { email: 'Taken@example.org' },
        'Company Taken@example.org already exists.',
      ],
      ['POST', '/management/companies/webhook/subscribe', { url: 'https://a.b', webhook_key: 'short' }, key],
      ['POST', '/management/companies/webhook/subscribe', { url: 'x', webhook_key: 'long enough' }, url],
      ['PATCH', '/management/clients/webhook-url', { webhook_url: 'x' }, url],
      ['POST', '/management/companies/webhook/key', { key: 'short' }, key],
    ] as const)
      expect(await call(method, path, body)).toMatchObject({ status: 412, body: { code: 'VAL', message } })
    for (const path of ['/management/companies/webhook/subscribe', '/management/companies/webhook/key'])
      expect((await call('POST', path, {})).status).toBe(400)
    expect((await call('GET', '/management/companies')).body).toEqual(before)
  })

  it('below management level 3 a key neither sees nor changes the company', async () => {
    const { call } = await api.company()
    const { body } = await call('POST', '/management/keys/create', {
      name: 'k',
      levels: { management: 2, cards: 3 },
    })
    const lesser = api.with(body.api_key)
    for (const [method, path] of [
      ['GET', '/management/companies'],
      ['PUT', '/management/companies'],
      ['PUT', '/management/clients'],
      ['POST', '/management/companies/webhook/key'],
      ['GET', '/management/contracted-product'],
      ['GET', '/management/audit-log'],
    ] as const)
      expect(await lesser(method, path, method === 'GET' ? undefined : {})).toMatchObject({
        status: 401,
        body: {
          code: 'DENIED',
          message: 'Access denied. The API Key is not authorized to do this operation.',
        },
      })
  })
})

describe('deleting', () => {
  it('is soft: keys stop, the operator still lists it, and re-enabling brings it back as it was', async () => {
    const { id, call } = await api.company({ email: 'gone@example.org' })
    const before = await call('GET', '/management/companies')
    expect(await api.operator('DELETE', `/management/companies/${id}`)).toEqual({ status: 200, body: {} })
    expect(await call('GET', '/management/companies')).toMatchObject({
      status: 401,
      body: { message: 'Invalid API key' },
    })
    const list = await api.operator('GET', '/management/companies/list')
    expect(list.body.find((one: { id: string }) => one.id === id)).toEqual({
      id,
      name: before.body.name,
      email: 'gone@example.org',
      deleted_at: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]{12}Z$/),
    })
    expect(await api.operator('DELETE', `/management/companies/${id}`)).toMatchObject(NOT_FOUND)
    expect(await api.operator('POST', `/management/companies/${id}/re-enable`)).toEqual(before)
    expect(await call('GET', '/management/companies')).toEqual(before)
  })

  it.each([UNKNOWN, 'no id'])('%s is no company', async (id) => {
    const path = `/management/companies/${encodeURIComponent(id)}`
    expect(await api.operator('DELETE', path)).toMatchObject(NOT_FOUND)
    expect(await api.operator('POST', `${path}/re-enable`)).toMatchObject(NOT_FOUND)
  })
})
