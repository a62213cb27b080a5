import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CompanyApi, startCompanyApi } from '../../tests/harness/company-api.ts'

let api: CompanyApi
let used = 0

beforeAll(async () => {
  api = await startCompanyApi({ pools: { virtual_wallets: async () => used } })
})
afterAll(() => api.stop())

it('every company has the contract of the settings, and sees what it uses of it', async () => {
  used = 7
  const { call } = await api.company()
  expect((await call('GET', '/management/contracted-product')).body).toEqual({
    treasury_wallets: 10,
    virtual_wallets: 1000,
    virtual_cards: 100,
  })
  expect((await call('GET', '/management/contracted-product/used')).body).toEqual({
    treasury_wallets: { total: 10, used: 0 },
    virtual_wallets: { total: 1000, used: 7 },
    virtual_cards: { total: 100, used: 0 },
  })
})

it('the operator changes it for one company, down to what is used and not below', async () => {
  used = 7
  const { id, call } = await api.company()
  const other = await api.company()
  const path = `/management/companies/${id}/contracted-product`
  expect(await api.operator('PUT', path, { virtual_wallets: 6 })).toMatchObject({
    status: 412,
    body: { code: 'VAL', message: 'virtual_wallets cannot be lower than the 7 in use' },
  })
  const changed = await api.operator('PUT', path, { virtual_wallets: 7, virtual_cards: 0 })
  expect(changed).toEqual({
    status: 200,
    body: { treasury_wallets: 10, virtual_wallets: 7, virtual_cards: 0 },
  })
  expect((await call('GET', '/management/contracted-product')).body).toEqual(changed.body)
  expect((await other.call('GET', '/management/contracted-product')).body.virtual_wallets).toBe(1000)
})

it.each([
  { virtual_wallets: -1 },
  { virtual_wallets: 1.5 },
  { virtual_wallets: 2_147_483_648 },
  { virtual_cards: 'x' },
])('%j is no contract', async (body) => {
  const { id } = await api.company()
  expect((await api.operator('PUT', `/management/companies/${id}/contracted-product`, body)).status).toBe(400)
})

it('an unknown company has no contract', async () => {
  expect((await api.operator('PUT', '/management/companies/x/contracted-product', {})).status).toBe(404)
})
