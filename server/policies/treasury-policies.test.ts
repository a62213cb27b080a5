import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTreasuryWallet, verifyTreasury } from '../../tests/harness/treasury-world.ts'
import {
  decide,
  enforce,
  newPerson,
  OUTSIDE,
  openApproval,
  type PoliciesWorld,
  policy,
  startPoliciesWorld,
  UNIT,
} from './policies.fixture.ts'

const COIN = 10n ** 18n

let world: PoliciesWorld
let usdc: string
beforeAll(async () => {
  world = await startPoliciesWorld()
  usdc = world.chain().token('USDC').address
})
afterAll(() => world.stop())

/** A treasury wallet with 20 dollars, under this policy. */
async function guarded(fields: object) {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company)
  await wallet.fund('USDC', 20n * UNIT)
  const admin = await newPerson(world, company.id)
  await enforce(company, admin, [policy({ name: 'guard', products: ['treasury'], ...fields })])
  const payment = async (id: string) => (await company.call('GET', `/management/payments/${id}`)).body
  return { company, wallet, admin, payment }
}

test('a transfer is refused beyond a maximum, before its balance is looked at, and by a policy of another wallet', async () => {
  const { company, wallet, admin } = await guarded({ max_per_payment: 5 })
  expect(await wallet.transfer(OUTSIDE, 1000, usdc)).toMatchObject({
    status: 412,
    body: { message: 'Refused by policy guard: 1000 USD is above the maximum of 5 USD per payment' },
  })
  const other = await openTreasuryWallet(world, company)
  await enforce(company, admin, [policy({ products: ['treasury'], wallet_id: other.id })])
  expect((await wallet.transfer(OUTSIDE, 1, usdc)).body.message).toBe(
    'Refused by policy none: no policy fits',
  )
})

test('coin counts in dollars in the one day of all tokens', async () => {
  // The test chain's coin is worth a dollar.
  const { wallet } = await guarded({ max_per_day: 1 })
  await wallet.fundCoin(10n * COIN)
  expect((await wallet.transfer(OUTSIDE, '0.75')).status).toBe(200)
  expect((await wallet.transfer(OUTSIDE, '0.250001', usdc)).body.message).toBe(
    'Refused by policy guard: with 0.75 USD in the last 24 hours it is above the maximum of 1 USD per day',
  )
  expect((await wallet.transfer(OUTSIDE, '0.25', usdc)).status).toBe(200)
})

test('a transfer that waits holds its balance; approved it is paid, rejected the balance is free again', async () => {
  const { company, wallet, admin, payment } = await guarded({ approval_above: 5 })
  const first = (await wallet.transfer(OUTSIDE, 15, usdc)).body
  expect(first).toMatchObject({ transaction_hash: null, status: 'PENDING' })
  expect((await wallet.transfer(OUTSIDE, 6, usdc)).body.message).toBe('Insufficient balance')
  await decide(admin, (await openApproval(company)).id, 'REJECT')
  expect(await payment(first.id)).toMatchObject({ status: 'FAILED', reason: `Rejected by ${admin.email}` })
  const second = (await wallet.transfer(OUTSIDE, 15, usdc)).body
  await decide(admin, (await openApproval(company)).id, 'APPROVE')
  await world.mineUntil(async () => (await payment(second.id)).status === 'SUCCESS')
  expect((await wallet.balances()).USDC).toBe(5)
  await verifyTreasury(world, [world.chain()])
})
