import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployTokens, TRANSFER_GAS, transferData } from '../../sandbox/chains/tokens.ts'
import { openTreasuryWallet } from '../../tests/harness/treasury-world.ts'
import {
  enforce,
  HOUR_MS,
  newPerson,
  OUTSIDE,
  type PoliciesWorld,
  policy,
  startPoliciesWorld,
} from './policies.fixture.ts'

const GOLD = 10n ** 18n

let world: PoliciesWorld
let gold: string
beforeAll(async () => {
  world = await startPoliciesWorld()
  const [deployed] = await deployTokens(world.chain().url, [{ symbol: 'GLD', name: 'Gold', decimals: 18 }])
  gold = deployed?.address ?? ''
})
afterAll(() => world.stop())

test('a key that adds a token at a low price does not get past the policies before a day is over', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company)
  const [silver] = await deployTokens(wallet.chain.url, [{ symbol: 'SLV', name: 'Silver', decimals: 18 }])
  const address = silver?.address ?? ''
  const asked = { blockchain: 'POLYGON', address, usd_price: '0.000001' }
  const { id } = (await company.call('POST', '/management/tokens', asked)).body
  await enforce(company, await newPerson(world, company.id), [
    policy({ name: 'guard', products: ['treasury'], max_per_payment: 5 }),
  ])
  const attempt = async () => (await wallet.transfer(OUTSIDE, 20, address)).body.message
  const tooNew = /^Refused by policy guard: the token's price is new, and counts from /
  expect(await attempt()).toMatch(tooNew)
  await company.call('PUT', `/management/tokens/${id}`, { usd_price: '0.000002' })
  expect(await attempt()).toMatch(tooNew)
  world.clock.advance(24 * HOUR_MS)
  expect(await attempt()).toBe('Insufficient balance')
})

test('a key that lowers the price of a token, or adds it anew, does not get past the policies before a day is over', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company)
  const add = (usd_price: number | string) =>
    company.call('POST', '/management/tokens', { blockchain: 'POLYGON', address: gold, usd_price })
  const token = (await add(2.5)).body
  world.clock.advance(24 * HOUR_MS)
  await enforce(company, await newPerson(world, company.id), [
    policy({ name: 'guard', products: ['treasury'], max_per_payment: 5 }),
  ])
  const attempt = async () => (await wallet.transfer(OUTSIDE, 20, gold)).body.message
  const tooMuch = /^Refused by policy guard: 50 USD is above/
  expect(await attempt()).toMatch(tooMuch)
  const lower = (id: string, usd_price: string) =>
    company.call('PUT', `/management/tokens/${id}`, { usd_price })
  expect((await lower(token.id, '1')).body.usd_price).toBe(1)
  expect((await lower(token.id, '0.000001')).status).toBe(200)
  expect(await attempt()).toMatch(tooMuch)
  expect((await company.call('DELETE', `/management/tokens/${token.id}`)).status).toBe(204)
  expect((await add('0.000001')).status).toBe(201)
  expect(await attempt()).toMatch(tooMuch)
  world.clock.advance(24 * HOUR_MS)
  expect(await attempt()).toBe('Insufficient balance')
  await wallet.chain.send({ to: gold, data: transferData(wallet.address, 20n * GOLD), gas: TRANSFER_GAS })
  await wallet.chain.mine()
  expect((await wallet.transfer(OUTSIDE, 20, gold)).body.status).toBe('PENDING')
})
