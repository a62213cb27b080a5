import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CompanyApi, startCompanyApi } from '../../tests/harness/company-api.ts'

let api: CompanyApi

beforeAll(async () => {
  api = await startCompanyApi()
})
afterAll(() => api.stop())

const LOWER = '0x3c499c542cef5e3811e1192ce70d8cc03d5c3359'
const EMITTED = '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359'
const OTHER = '0xc2132D05D31c914a87C6611C10748AEb04B58e8F'
const CONFIGURATION = '/management/configurations/payments'

it('is stored per chain, emitted with checksum, replaced by the next, and forgotten', async () => {
  const { call } = await api.company()
  const set = { blockchain: 'bnb', payment_deposit_address: LOWER, fee_deposit_address: OTHER }
  expect(await call('POST', CONFIGURATION, set)).toEqual({ status: 200, body: {} })
  expect((await call('GET', `${CONFIGURATION}/BSC`)).body).toEqual({
    payment_deposit_address: EMITTED,
    fee_deposit_address: OTHER,
    blockchain: 'BSC',
  })
  await call('PATCH', '/management/clients/payment-treasury', { address: OTHER, blockchain: 'BSC' })
  expect((await call('GET', `${CONFIGURATION}/bsc`)).body).toMatchObject({ payment_deposit_address: OTHER })
  await call('POST', CONFIGURATION, { blockchain: 'BSC', address: LOWER })
  expect((await call('GET', `${CONFIGURATION}/bsc`)).body).toMatchObject({
    payment_deposit_address: EMITTED,
    fee_deposit_address: EMITTED,
  })
  expect(await call('DELETE', `${CONFIGURATION}/BSC`)).toEqual({ status: 200, body: {} })
  for (const method of ['GET', 'DELETE'])
    expect(await call(method, `${CONFIGURATION}/BSC`)).toMatchObject({
      status: 404,
      body: { message: 'Payment destination not found' },
    })
})

it("another company's destination is not seen", async () => {
  const owner = await api.company()
  const stranger = await api.company()
  await owner.call('POST', CONFIGURATION, { blockchain: 'POLYGON', address: LOWER })
  expect((await stranger.call('GET', `${CONFIGURATION}/POLYGON`)).status).toBe(404)
  expect((await stranger.call('DELETE', `${CONFIGURATION}/POLYGON`)).status).toBe(404)
  expect((await owner.call('GET', `${CONFIGURATION}/POLYGON`)).status).toBe(200)
})

it.each([
  [{ blockchain: 'DOGE', address: LOWER }, 412, 'Blockchain DOGE is not valid'],
  [{ blockchain: 'BSC', address: '0x12' }, 412, 'Invalid wallet address'],
  [{ blockchain: 'BSC', address: LOWER.replace('c', 'C') }, 412, 'Invalid wallet address'],
  [{ blockchain: 'BSC', payment_deposit_address: LOWER }, 400, 'fee_deposit_address is required'],
  [{ blockchain: 'BSC' }, 400, 'payment_deposit_address is required'],
])('refuses %j', async (body, status, message) => {
  const { call } = await api.company()
  const reply = await call('POST', CONFIGURATION, body)
  expect([reply.status, reply.body.message]).toEqual([status, message])
})
