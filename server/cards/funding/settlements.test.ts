import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CardCompany, DOLLAR, type FundingWorld, startFundingWorld } from './funding.fixture.ts'

const NETWORK = `0x${'5'.repeat(40)}`

let funding: FundingWorld
beforeAll(async () => {
  funding = await startFundingWorld()
})
afterAll(() => funding.world.stop())

const settle = (company: CardCompany, body: object) =>
  funding.world.operator('POST', `/management/companies/${company.id}/settlements`, body)
const list = async (company: CardCompany) =>
  (await funding.world.operator('GET', `/management/companies/${company.id}/settlements`)).body

test('what is owed to the network is paid on chain, and owed no more; a failure would owe it again', async () => {
  const company = await funding.company()
  await company.fund(100n * DOLLAR)
  await company.spend(null, 30n * DOLLAR)
  const reply = await settle(company, { amount: 25, to_address: NETWORK })
  expect(reply).toMatchObject({
    status: 201,
    body: {
      direction: 'paid',
      amount: 25,
      deposit_id: null,
      status: 'PENDING',
      transaction_hash: expect.stringMatching(/^0x/),
    },
  })
  expect(await company.balance('CARD_NETWORK')).toBe(5n * DOLLAR)
  await funding.world.mineUntil(async () => (await list(company)).items[0].status === 'SUCCESS')
  expect(await list(company)).toMatchObject({
    total_elements: 1,
    items: [{ ...reply.body, status: 'SUCCESS' }],
  })
  expect(await funding.world.chain().tokenBalance('USDC', NETWORK)).toBe(25n * DOLLAR)
  expect(await company.warranty()).toBe(70)
  await company.verify()
  expect((await settle(company, { amount: 76, to_address: NETWORK })).body.message).toBe(
    'Not enough balance in holding wallet',
  )
  expect((await company.call('GET', `/management/companies/${company.id}/settlements`)).status).toBe(401)
})

test.each([
  ['above the minimum', 40n, 40],
  ['below it', 3n, 3],
])('what the network pays by a deposit %s is its own, once', async (_, dollars, amount) => {
  const company = await funding.company()
  await company.fund(50n * DOLLAR)
  await company.spend(null, 10n * DOLLAR)
  await company.send(company.holdingAddress, dollars * DOLLAR)
  await funding.world.waitUntil(
    async () =>
      (await company.deposits()).every(({ booked }) => booked) && (await company.deposits()).length === 2,
  )
  const [, deposit] = await company.deposits()
  const reply = await settle(company, { direction: 'received', deposit_id: deposit?.id })
  expect(reply).toMatchObject({
    status: 201,
    body: {
      direction: 'received',
      amount,
      deposit_id: deposit?.id,
      transaction_hash: deposit?.tx_hash,
      status: 'SUCCESS',
    },
  })
  expect(await company.warranty()).toBe(40)
  expect(await company.balance('CARD_NETWORK')).toBe((10n + dollars) * DOLLAR)
  expect((await settle(company, { direction: 'received', deposit_id: deposit?.id })).status).toBe(412)
  await company.verify()
})

test('only a deposit to holding of this company is taken for a settlement', async () => {
  const company = await funding.company()
  const { wallet } = await company.card()
  await company.send(wallet.address, 20n * DOLLAR)
  await funding.world.waitUntil(async () => (await company.warranty()) === 20)
  const [deposit] = await company.deposits()
  const stranger = await funding.company()
  for (const [who, id] of [
    [company, deposit?.id],
    [stranger, deposit?.id],
    [company, 'nonsense'],
  ] as const)
    expect(await settle(who, { direction: 'received', deposit_id: id })).toMatchObject({ status: 404 })
  expect((await settle(company, { direction: 'sideways' })).status).toBe(400)
  expect((await settle(company, { amount: 1 })).body.message).toBe('to_address is required')
})

test('a settlement whose deposit left the chain has settled nothing', async () => {
  const company = await funding.company()
  const hash = await company.send(company.holdingAddress, 15n * DOLLAR)
  await funding.world.waitUntil(async () => (await company.warranty()) === 15)
  const [deposit] = await company.deposits()
  await settle(company, { direction: 'received', deposit_id: deposit?.id })
  const chain = funding.world.chain()
  const { blockNumber } = await chain.receipt(hash)
  await chain.reorg({ depth: (await chain.height()) - Number(blockNumber) + 1, keepTransactions: false })
  await chain.mine(2)
  await funding.world.waitUntil(async () => (await company.deposits())[0]?.status === 'REVERTED')
  expect(await company.balance('CARD_NETWORK')).toBe(0n)
  expect(await company.warranty()).toBe(0)
  expect((await list(company)).items[0]).toMatchObject({ status: 'FAILED' })
  await company.verify()
})
