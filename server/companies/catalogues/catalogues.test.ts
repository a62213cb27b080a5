import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CompanyApi, startCompanyApi } from '../../../tests/harness/company-api.ts'

let api: CompanyApi

beforeAll(async () => {
  api = await startCompanyApi()
})
afterAll(() => api.stop())

it('the operations are the four that keys have levels of', async () => {
  const { call } = await api.company()
  const { body } = await call('GET', '/management/operations/list')
  expect(body.map(({ id }: { id: string }) => id)).toEqual([
    'treasury',
    'virtual_wallets',
    'cards',
    'management',
  ])
  expect((await call('GET', '/management/operations/cards')).body).toEqual(body[2])
  expect(await call('GET', '/management/operations/payments')).toMatchObject({
    status: 404,
    body: { code: 'NOT_FOUND', message: 'Operation not found' },
  })
})

it('the blockchains are those of the settings', async () => {
  const { call } = await api.company()
  expect((await call('GET', '/management/blockchains/list')).body).toEqual(['POLYGON', 'BSC'])
})
