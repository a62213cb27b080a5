import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BankWorld, startBankWorld } from './banks/bank-world.fixture.ts'
import { RAILS_BY_EXAMPLE } from './banks/bodies.fixture.ts'
import { removeBankAccounts } from './banks/remove-bank-accounts.ts'

let world: BankWorld
beforeAll(async () => {
  world = await startBankWorld()
})
afterAll(() => world.stop())

test('the bank accounts of a deleted client are deleted at the partner, and those of others stay', async () => {
  const company = await world.company()
  const [gone, stays] = [await world.client(company), await world.client(company)]
  for (const id of [gone, gone, stays])
    await company.call('POST', `/management/clients/${id}/banks/us`, RAILS_BY_EXAMPLE.us.body)
  expect(world.partner.accounts.size).toBe(3)
  expect((await company.call('DELETE', `/management/clients/${gone}`)).status).toBe(200)
  expect((await company.call('GET', `/management/clients/${gone}/banks`)).status).toBe(404)
  await removeBankAccounts(world.deps)
  expect([...world.partner.accounts.values()].map(({ customerId }) => customerId)).toEqual([`cust_${stays}`])
  expect((await company.call('GET', `/management/clients/${stays}/banks`)).body).toHaveLength(1)
})
