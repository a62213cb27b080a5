import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../tests/harness/company-api.ts'

let api: CompanyApi

beforeAll(async () => {
  api = await startCompanyApi()
})
afterAll(() => api.stop())

const actions = async ({ call }: TestCompany, query = '') => {
  const { body } = await call('GET', `/management/audit-log?size=100&${query}`)
  return body.items.map(({ action }: { action: string }) => action)
}

/** A company that has changed everything it can without a chain. */
async function busyCompany(): Promise<TestCompany> {
  const company = await api.company()
  const { id, call } = company
  await call('PUT', '/management/companies', { name: 'Busy', webhook_key: 'a-new-webhook-key' })
  await call('PUT', `/management/companies/${id}/information`, { city: 'X' })
  await api.operator('PUT', `/management/companies/${id}/contracted-product`, { virtual_cards: 1 })
  await call('POST', '/management/keys/create', { name: 'second', levels: { cards: 1 } })
  await call('PUT', '/management/keys/second', { name: 'renamed' })
  await call('POST', '/management/keys/renamed/rotate')
  await call('DELETE', '/management/keys/renamed')
  return company
}

it('each change is there, newest first, with who, what, before, after and from where', async () => {
  const company = await busyCompany()
  expect(await actions(company)).toEqual([
    'key.revoked',
    'key.rotated',
    'key.changed',
    'key.created',
    'contract.changed',
    'company.information_changed',
    'company.changed',
    'company.created',
  ])
  const { body } = await company.call('GET', '/management/audit-log?action=key.changed')
  expect(body.items).toEqual([
    {
      id: expect.any(String),
      at: expect.stringMatching(/Z$/),
      actor: { type: 'KEY', id: expect.any(String), name: 'first key' },
      action: 'key.changed',
      object_type: 'key',
      object_id: expect.any(String),
      before: expect.objectContaining({ name: 'second' }),
      after: expect.objectContaining({ name: 'renamed' }),
      ip_address: '127.0.0.1',
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    },
  ])
})

it('filters by actor, object and date, and pages', async () => {
  const company = await busyCompany()
  const { body: keys } = await company.call('GET', '/management/keys/list')
  const [second, first] = keys
  expect(await actions(company, 'actor=operator')).toEqual(['contract.changed', 'company.created'])
  expect(await actions(company, `actor=${first.id}`)).toHaveLength(6)
  expect(await actions(company, 'actor=first%20key&action=company.changed')).toEqual(['company.changed'])
  expect(await actions(company, `object_id=${second.id}`)).toEqual([
    'key.revoked',
    'key.rotated',
    'key.changed',
    'key.created',
  ])
  expect(await actions(company, 'from_date=2999-01-01')).toEqual([])
  expect(await actions(company, 'to_date=2000-01-01')).toEqual([])
  expect(await actions(company, 'from_date=2000-01-01&to_date=2999-01-01')).toHaveLength(8)
  const page = await company.call('GET', '/management/audit-log?size=3&page_number=2')
  expect(page.body).toMatchObject({ number_of_elements: 3, next_page: 3, total_pages: 3, total_elements: 8 })
  const last = await company.call('GET', '/management/audit-log?size=3&page_number=3')
  expect(last.body).toMatchObject({ number_of_elements: 2, next_page: null })
  for (const query of ['size=0', 'page_number=x', 'from_date=x'])
    expect((await company.call('GET', `/management/audit-log?${query}`)).status).toBe(400)
})

it('holds no secret', async () => {
  const company = await busyCompany()
  const { body } = await company.call('GET', '/management/audit-log?size=100')
  const text = JSON.stringify(body)
  expect(text).not.toContain('a-new-webhook-key')
  expect(text).not.toMatch(/hf_[\w-]{20}/)
  expect(text).not.toContain('api_key"')
})

it("a refused change leaves no trace, and another company's changes are not shown", async () => {
  const company = await api.company()
  await busyCompany()
  await company.call('DELETE', '/management/keys/first%20key')
  await company.call('PUT', '/management/companies', { webhook_url: 'x' })
  expect(await actions(company)).toEqual(['company.created'])
})
