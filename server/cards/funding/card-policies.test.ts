import { afterAll, beforeAll, expect, test } from 'vitest'
import { decide, enforce, newPerson, openApproval, policy } from '../../policies/policies.fixture.ts'
import { type CardCompany, DOLLAR, type FundingWorld, startFundingWorld } from './funding.fixture.ts'

const OUTSIDE = `0x${'4'.repeat(40)}`
const DAY_MS = 24 * 3_600_000

let funding: FundingWorld
beforeAll(async () => {
  funding = await startFundingWorld()
})
afterAll(() => funding.world.stop())

const ofHolding = (company: CardCompany, amount: number) =>
  company.call('POST', '/cards/holding/withdraw', { to_wallet_address: OUTSIDE, amount })
const ofFees = (company: CardCompany, amount: number) =>
  company.call('POST', '/cards/account/fees-wallet/withdraw', {
    token_symbol: 'USDC',
    amount,
    destination_address: OUTSIDE,
  })

/** With 100 dollars in holding, 3 of settled fees, and an address that fees may go to. */
async function spending(fields: object) {
  const company = await funding.company()
  await company.fund(100n * DOLLAR)
  await company.spend(null, 20n * DOLLAR, 3n * DOLLAR)
  await company.call('POST', '/cards/account/configuration/withdrawal-addresses', {
    address: OUTSIDE,
    blockchain: 'POLYGON',
  })
  await funding.world.db
    .updateTable('withdrawal_addresses')
    .set({ created_at: new Date(Date.now() - DAY_MS) })
    .where('company_id', '=', company.id)
    .execute()
  const admin = await newPerson(funding.world, company.id)
  await enforce(company, admin, [policy({ name: 'cards', products: ['cards'], ...fields })])
  return { company, admin }
}

const paths = [
  ['holding', 'warranty_withdraw', ofHolding],
  ['fees', 'fees_withdraw', ofFees],
] as const

test.each(paths)(
  'a withdrawal of %s is refused beyond a maximum, before its balance is looked at',
  async (_, __, pay) => {
    const { company } = await spending({ max_per_payment: 2 })
    expect(await pay(company, 1000)).toMatchObject({
      status: 412,
      body: {
        code: 'VAL',
        message: 'Refused by policy cards: 1000 USD is above the maximum of 2 USD per payment',
      },
    })
    expect((await pay(company, 2)).status).toBe(200)
    await company.verify()
  },
)

test('holding and fees share one day', async () => {
  const { company } = await spending({ max_per_day: 3 })
  expect((await ofHolding(company, 2)).status).toBe(200)
  expect((await ofFees(company, 1.5)).status).toBe(412)
  expect((await ofFees(company, 1)).status).toBe(200)
})

test.each(paths)(
  'a withdrawal of %s above the threshold waits, and goes when it is approved',
  async (_, operation, pay) => {
    const { company, admin } = await spending({ approval_above: 1 })
    const reply = await pay(company, 2)
    expect(reply.body).toMatchObject({ transaction_hash: null, status: 'PENDING' })
    await company.verify()
    const approval = await openApproval(company)
    expect(approval).toMatchObject({ product: 'cards', operation, amount: 2, to_address: OUTSIDE })
    expect((await decide(admin, approval.id, 'APPROVE')).body.status).toBe('APPROVED')
    const status = async () =>
      (await company.call('GET', `/management/payments/${reply.body.id}`)).body.status
    await funding.world.mineUntil(async () => (await status()) === 'SUCCESS')
    await company.verify()
  },
)

test.each(paths)(
  'a withdrawal of %s that is rejected gives the money back to both books',
  async (_, __, pay) => {
    const { company, admin } = await spending({ approval_above: 1 })
    const before = await company.warranty()
    const { body } = await pay(company, 2)
    await decide(admin, (await openApproval(company)).id, 'REJECT')
    expect((await company.call('GET', `/management/payments/${body.id}`)).body).toMatchObject({
      status: 'FAILED',
      reason: `Rejected by ${admin.email}`,
    })
    expect(await company.warranty()).toBe(before)
    await company.verify()
  },
)

test("what is owed to the network is the operator's to pay: no policy stands before it", async () => {
  const { company } = await spending({ max_per_payment: 0, max_per_day: 0, destinations: 'ALLOWED' })
  const settled = await funding.world.operator('POST', `/management/companies/${company.id}/settlements`, {
    amount: 1,
    to_address: OUTSIDE,
  })
  expect(settled.status).toBe(201)
})
