import { afterAll, beforeAll, expect, test } from 'vitest'
import { FAUCET } from '../../../sandbox/chains/tokens.ts'
import { activeCustomer } from '../../../sandbox/partner/partner.fixture.ts'
import { startTestChain, type TestChain } from '../../../tests/harness/anvil.ts'
import type { TestCompany } from '../../../tests/harness/company-api.ts'
import { startTestPartner, type TestPartner } from '../../../tests/harness/partner.ts'
import { type BankWorld, startBankWorld } from './bank-world.fixture.ts'
import { RAILS_BY_EXAMPLE, SEGMENTS } from './bodies.fixture.ts'
import { removeBankAccounts } from './remove-bank-accounts.ts'

let world: BankWorld
let chain: TestChain
let simulator: TestPartner
let company: TestCompany
let customerId: string
let banks: string
beforeAll(async () => {
  chain = await startTestChain({ mining: 'instant' })
  simulator = await startTestPartner({ chain })
  world = await startBankWorld()
  world.connect(simulator)
  company = await world.company()
  customerId = await activeCustomer(simulator)
  banks = `/management/clients/${await world.client(company, { customerId })}/banks`
})
afterAll(async () => {
  await world.stop()
  await simulator.stop()
  await chain.stop()
})

const atPartner = async () =>
  (await simulator.call('GET', `/customers/${customerId}/external_accounts`)).body.data as object[]

test('the simulated partner takes an account of every rail, and loses each that is deleted', async () => {
  const ids: string[] = []
  for (const segment of SEGMENTS) {
    const { status, body } = await company.call('POST', `${banks}/${segment}`, RAILS_BY_EXAMPLE[segment].body)
    expect([status, body.message], segment).toEqual([RAILS_BY_EXAMPLE[segment].status, undefined])
    ids.push(body.id)
  }
  expect(await atPartner()).toHaveLength(SEGMENTS.length)
  for (const id of ids) expect((await company.call('DELETE', `${banks}/${id}`)).status).toBe(200)
  while (await removeBankAccounts(world.deps));
  expect(await atPartner()).toEqual([])
})

test('a Bre-B key of its own virtual accounts is refused as such', async () => {
  const deposit = await simulator.call('POST', '/transfers', {
    on_behalf_of: customerId,
    amount: '1000',
    source: { payment_rail: 'bre_b', currency: 'cop' },
    destination: { payment_rail: 'polygon', currency: 'usdc', to_address: FAUCET.address },
  })
  const { bre_b_key } = deposit.body.source_deposit_instructions
  const body = { ...RAILS_BY_EXAMPLE['bre-b'].body, bre_b_key }
  expect(await company.call('POST', `${banks}/bre-b`, body)).toMatchObject({
    status: 412,
    body: { code: 'VAL', message: 'Virtual account numbers are not accepted as Bre-B key' },
  })
})

test('what only the partner asks for is named', async () => {
  const address = { street_line1: '1 Main Street', city: 'Springfield', country: 'US' }
  const body = { ...RAILS_BY_EXAMPLE.us.body, address }
  const reply = await company.call('POST', `${banks}/us`, body)
  expect(reply).toMatchObject({ status: 400, body: { code: 'APP_ERROR' } })
  expect(reply.body.message).toMatch(/^The banking partner refused the bank account: .*address\.state/)
})
