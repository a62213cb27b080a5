import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bookFacts } from '../../deposits/ledger-moves.ts'
import { wallClock } from '../../kernel/clock.ts'
import { inTransaction } from '../../kernel/database.ts'
import { retireAddresses, retireByBlock } from '../issuing/deposit-wallet.ts'
import { forfeitCardRests } from './forfeit-rests.ts'
import { type CardCompany, DOLLAR, type FundingWorld, startFundingWorld } from './funding.fixture.ts'

let funding: FundingWorld
beforeAll(async () => {
  funding = await startFundingWorld()
})
afterAll(() => funding.world.stop())

const statuses = async (company: CardCompany) => (await company.deposits()).map(({ status }) => status)
const untilStatuses = (company: CardCompany, ...wanted: string[]) =>
  funding.world.waitUntil(async () => (await statuses(company)).join() === wanted.join())

async function reorgAway(hash: string): Promise<void> {
  const chain = funding.world.chain()
  const { blockNumber } = await chain.receipt(hash)
  const depth = (await chain.height()) - Number(blockNumber) + 1
  await chain.reorg({ depth, keepTransactions: false })
  await chain.mine(2)
}

test('a deposit to a card raises card and holding by the net, settles the fee, is told once, and ends FINALIZED in holding', async () => {
  const company = await funding.company({ depositFee: 1_250_000n })
  const { id: cardId, wallet } = await company.card()
  const hash = await company.send(wallet.address, 100n * DOLLAR)
  await untilStatuses(company, 'CONFIRMED')
  expect(await company.balance('CARD_BALANCE', { ownerId: cardId })).toBe(98_750_000n)
  expect(await company.warranty()).toBe(98.75)
  expect(await company.balance('CARD_FEES')).toBe(1_250_000n)
  expect(await company.movements(cardId)).toEqual([
    { operation: 'WALLET_DEPOSIT', status: 'SUCCESS', new_balance: 98_750_000n },
  ])
  await funding.world.mineUntil(async () => (await statuses(company)).join() === 'FINALIZED')
  expect(await company.balance('CARD_TOKENS', { symbol: 'USDC' })).toBe(100n * DOLLAR)
  expect(await company.balance('CARD_UNSWEPT', { symbol: 'USDC' })).toBe(0n)
  const events = await company.events()
  expect(events).toHaveLength(1)
  expect(events[0]).toMatchObject({
    product: 'cards',
    event_type: 'deposit',
    operation_id: hash,
    status: 'success',
    data: {
      card_id: cardId,
      wallet_id: wallet.id,
      wallet_address: wallet.address,
      blockchain: 'polygon',
      transaction_hash: hash,
      amount: '100',
      net_amount: '98.75',
      token: { symbol: 'USDC' },
    },
  })
  await company.verify()
})

test('deposits under the minimum count for nothing until those of their address and token reach it together', async () => {
  const company = await funding.company()
  const { id: cardId, wallet } = await company.card()
  const other = await company.card()
  await company.send(wallet.address, 6n * DOLLAR)
  await company.send(other.wallet.address, 9n * DOLLAR)
  await company.send(wallet.address, 9n * DOLLAR, 'USDT')
  await untilStatuses(company, 'BELOW_MINIMUM', 'BELOW_MINIMUM', 'BELOW_MINIMUM')
  expect(await company.warranty()).toBe(0)
  await company.verify()
  await company.send(wallet.address, 4n * DOLLAR)
  await untilStatuses(company, 'CONFIRMED', 'BELOW_MINIMUM', 'BELOW_MINIMUM', 'CONFIRMED')
  expect(await company.balance('CARD_BALANCE', { ownerId: cardId })).toBe(10n * DOLLAR)
  expect(await company.warranty()).toBe(10)
  expect((await company.events()).map(({ event_type }) => event_type)).toEqual(['deposit', 'deposit'])
  expect((await company.movements(cardId)).map(({ status }) => status)).toEqual([
    'SUCCESS',
    'PENDING',
    'SUCCESS',
  ])
  await company.verify()
})

test.each(['FROZEN', 'BLOCKED', 'EXPIRED'])(
  'USDT counts like USDC, also on a card that is %s',
  async (status) => {
    const company = await funding.company()
    const { id: cardId, wallet } = await company.card()
    await funding.world.db.updateTable('cards').set({ status }).where('id', '=', cardId).execute()
    await company.send(wallet.address, 25n * DOLLAR, 'USDT')
    await untilStatuses(company, 'CONFIRMED')
    expect(await company.balance('CARD_BALANCE', { ownerId: cardId })).toBe(25n * DOLLAR)
    expect(await company.balance('CARD_CLAIM', { symbol: 'USDT' })).toBe(25n * DOLLAR)
    await company.verify()
  },
)

test('an address given up keeps what was mined before, and passes on to holding what comes later', async () => {
  const company = await funding.company()
  const { id: cardId, wallet } = await company.card()
  await company.send(wallet.address, 20n * DOLLAR)
  await untilStatuses(company, 'CONFIRMED')
  await inTransaction(funding.world.db, (tx) => retireByBlock(tx, wallet, wallClock.now()))
  await company.send(wallet.address, 7n * DOLLAR)
  await untilStatuses(company, 'CONFIRMED', 'UNATTRIBUTED')
  await funding.world.waitUntil(async () => (await company.warranty()) === 27)
  expect(await company.balance('CARD_BALANCE', { ownerId: cardId })).toBe(20n * DOLLAR)
  expect((await company.movements(cardId)).map(({ operation, status }) => [operation, status])).toEqual([
    ['WALLET_DEPOSIT', 'SUCCESS'],
    ['WARRANTY_DEPOSIT', 'SUCCESS'],
  ])
  expect((await company.events()).map(({ event_type, data }) => [event_type, data.type])).toEqual([
    ['deposit', undefined],
    ['alert', 'UNATTRIBUTED_DEPOSIT'],
  ])
  await funding.world.mineUntil(
    async () => (await company.balance('CARD_TOKENS', { symbol: 'USDC' })) === 27n * DOLLAR,
  )
  await company.verify()
})

test("a deleted card's rests and later deposits are the company's", async () => {
  const company = await funding.company()
  const { id: cardId, wallet } = await company.card()
  await company.send(wallet.address, 3n * DOLLAR)
  await untilStatuses(company, 'BELOW_MINIMUM')
  await inTransaction(funding.world.db, async (tx) => {
    const now = wallClock.now()
    await retireAddresses(tx, company.id, cardId, now)
    const moves = await forfeitCardRests(tx, company.id, cardId, now)
    await tx.updateTable('cards').set({ status: 'DELETED' }).where('id', '=', cardId).execute()
    await bookFacts(tx, company.id, moves, now)
  })
  expect(await company.warranty()).toBe(3)
  await company.send(wallet.address, 50n * DOLLAR)
  await untilStatuses(company, 'UNATTRIBUTED', 'UNATTRIBUTED')
  await funding.world.waitUntil(async () => (await company.warranty()) === 53)
  expect(await company.balance('CARD_BALANCE', { ownerId: cardId })).toBe(0n)
  await company.verify()
})

test('a deposit seen before its card was deleted, and too small alone, is the company’s once it is confirmed', async () => {
  const company = await funding.company()
  const { id: cardId, wallet } = await company.card()
  await company.send(wallet.address, 3n * DOLLAR)
  await untilStatuses(company, 'BELOW_MINIMUM')
  const held = await funding.world.db.startTransaction().execute()
  // Nobody confirms while this lock is held, so the second one is still only seen when the card goes.
  await sql`SELECT pg_advisory_xact_lock(4870294, hashtext(${`${company.id}:POLYGON`}))`.execute(held)
  const hash = await company.send(wallet.address, 4n * DOLLAR)
  await untilStatuses(company, 'BELOW_MINIMUM', 'DETECTED')
  expect((await company.call('DELETE', `/cards/virtual-cards/${cardId}`)).status).toBe(200)
  await held.commit().execute()
  await untilStatuses(company, 'UNATTRIBUTED', 'UNATTRIBUTED')
  await funding.world.waitUntil(async () => (await company.warranty()) === 7)
  expect(await company.movements(cardId)).toEqual([
    { operation: 'WARRANTY_DEPOSIT', status: 'SUCCESS', new_balance: null },
    { operation: 'WARRANTY_DEPOSIT', status: 'SUCCESS', new_balance: null },
  ])
  expect((await company.events()).map(({ event_type, data }) => [event_type, data.type])).toEqual([
    ['alert', 'UNATTRIBUTED_DEPOSIT'],
  ])
  await company.verify()
  await reorgAway(hash)
  await untilStatuses(company, 'UNATTRIBUTED', 'REVERTED')
  expect(await company.warranty()).toBe(3)
  expect((await company.movements(cardId))[1]).toMatchObject({ status: 'FAILED' })
  await company.verify()
})

test('a deposit that leaves the chain is taken back from card, holding and fees, below zero where it was spent', async () => {
  const company = await funding.company({ depositFee: 1_000_000n })
  const { id: cardId, wallet } = await company.card()
  const chain = funding.world.chain()
  const hash = await chain.sendToken('USDC', wallet.address, 30n * DOLLAR)
  await chain.mine()
  await untilStatuses(company, 'CONFIRMED')
  await company.spend(cardId, 5n * DOLLAR)
  // Rates that change meanwhile do not matter: what was booked is taken back.
  await funding.world.db
    .updateTable('card_programs')
    .set({ fees: '{}' })
    .where('company_id', '=', company.id)
    .execute()
  await reorgAway(hash)
  await funding.world.waitUntil(async () => (await statuses(company))[0] === 'REVERTED')
  expect(await company.balance('CARD_BALANCE', { ownerId: cardId })).toBe(-5n * DOLLAR)
  expect(await company.balance('CARD_FEES')).toBe(0n)
  expect(await company.warranty()).toBe(-5)
  expect((await company.movements(cardId))[0]).toEqual({
    operation: 'WALLET_DEPOSIT',
    status: 'FAILED',
    new_balance: -5n * DOLLAR,
  })
  const reverted = (await company.events()).find(({ event_type }) => event_type === 'deposit_reverted')
  const [deposit] = await company.deposits()
  expect(reverted).toMatchObject({
    operation_id: deposit?.id,
    data: { deposit_id: deposit?.id, card_id: cardId, amount: '30', net_amount: '29.7' },
  })
  await company.verify()
})

test('what is sent to holding itself is a deposit: kept below the minimum, then counted without event, final on its own', async () => {
  const company = await funding.company()
  await company.send(company.holdingAddress, 4n * DOLLAR)
  await untilStatuses(company, 'BELOW_MINIMUM')
  expect(await company.warranty()).toBe(0)
  await company.verify()
  await company.send(company.holdingAddress, 6n * DOLLAR)
  await untilStatuses(company, 'CONFIRMED', 'CONFIRMED')
  expect(await company.warranty()).toBe(10)
  const { body } = await company.call('GET', '/management/deposits?product=cards')
  expect(body.items).toMatchObject([
    { amount: 6, address: company.holdingAddress, status: 'CONFIRMED', sweep_transaction_hash: null },
    { amount: 4 },
  ])
  await funding.world.mineUntil(async () => (await statuses(company)).join() === 'FINALIZED,FINALIZED')
  expect(await company.events()).toEqual([])
  await company.verify()
})

test('a deposit to holding that leaves the chain is taken back', async () => {
  const company = await funding.company()
  const hash = await company.send(company.holdingAddress, 12n * DOLLAR)
  await untilStatuses(company, 'CONFIRMED')
  await reorgAway(hash)
  await untilStatuses(company, 'REVERTED')
  expect(await company.warranty()).toBe(0)
  await company.verify()
})
