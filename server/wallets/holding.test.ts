import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWalletWorld, type WalletWorld } from '../../tests/harness/wallet-world.ts'

const OUTSIDE = '0x2222222222222222222222222222222222222222'
const UNIT = 1_000_000n

let world: WalletWorld
let usdc: string
beforeAll(async () => {
  world = await startWalletWorld({ chains: ['POLYGON', 'BSC'] })
  usdc = world.chain().token('USDC').address
})
afterAll(() => world.stop())

const PATH = '/virtual-wallets/holding/withdraw/polygon'
const order = (to: string, amount: unknown, token = usdc) => ({
  to_wallet_address: to,
  token_address: token,
  amount,
})

test('a company credit raises what is owed although holding does not cover it, without an event', async () => {
  const company = await world.company()
  const { id } = await company.wallet()
  const credit = (amount: unknown) =>
    company.call('POST', '/virtual-wallets/holding/credit', { wallet_id: id, token_address: usdc, amount })
  expect((await credit('12.5')).body).toEqual({
    name: expect.any(String),
    symbol: 'USDC',
    balance: 12.5,
    token_address: usdc,
  })
  expect((await credit(1)).body.balance).toBe(13.5)
  expect(await company.ledger('EQUITY')).toBe((-27n * UNIT) / 2n)
  expect((await company.movements(id))[0]).toMatchObject({
    operation: 'HOLDING_CREDIT',
    status: 'COMPLETED',
    amount: 1,
    transaction_hash: null,
  })
  expect(await company.events()).toEqual([])
  for (const amount of [0, -1, '1.0000001'])
    expect(await credit(amount)).toMatchObject({ status: 412, body: { code: 'VAL' } })
  expect((await credit('many')).status).toBe(400)
})

test('a withdrawal from holding to an own virtual wallet is a company credit and needs level 3', async () => {
  const company = await world.company()
  const wallet = await company.wallet()
  const level2 = await company.withLevel(2)
  expect(await level2('POST', PATH, order(wallet.address, 5))).toMatchObject({
    status: 401,
    body: { code: 'DENIED' },
  })
  expect(await company.balance(wallet.id)).toBe(0)
  const reply = await company.call('POST', PATH, order(wallet.address, 5))
  expect(reply.body).toMatchObject({ transaction_hash: 'internal', status: 'SUCCESS' })
  expect(await company.balance(wallet.id)).toBe(5)
  expect((await company.movements(wallet.id))[0]).toMatchObject({
    operation: 'HOLDING_CREDIT',
    transaction_hash: null,
  })
  expect(await company.events()).toEqual([])
})

test('a withdrawal repeated under its key with the other name of its chain is the same withdrawal', async () => {
  const company = await world.company()
  const wallet = await company.wallet('BSC')
  const body = order(wallet.address, 5, world.chain('BSC').token('USDC').address)
  const headers = { 'idempotency-key': 'one withdrawal' }
  const first = await company.call('POST', '/virtual-wallets/holding/withdraw/BSC', body, headers)
  expect(first.status).toBe(200)
  for (const name of ['BNB', 'bnb', 'bsc'])
    expect(await company.call('POST', `/virtual-wallets/holding/withdraw/${name}`, body, headers)).toEqual(
      first,
    )
  expect(await company.movements(wallet.id)).toHaveLength(1)
})

test('refusals of a withdrawal from holding come in the order of the contract', async () => {
  const company = await world.company()
  expect(await company.call('POST', PATH, { amount: 'x' })).toMatchObject({
    status: 404,
    body: { message: `Holding wallet not found for companyId '${company.id}' and blockchain 'POLYGON'` },
  })
  await company.wallet()
  const holding = (await company.call('GET', '/virtual-wallets/holding?blockchain=POLYGON')).body
    .wallet_address
  const steps: [unknown, number, string][] = [
    [{ amount: 'x' }, 400, 'to_wallet_address is required'],
    [order('x', -1, 'x'), 412, 'Token x is not available on POLYGON'],
    [order('x', -1), 412, 'Invalid wallet address'],
    [order(usdc, -1), 412, 'Cannot transfer tokens to token contract address'],
    [order(holding, -1), 412, 'Destination wallet must be different from the origin wallet'],
    [order(OUTSIDE, -1), 412, 'amount must be greater than zero'],
    [order(OUTSIDE, 1), 412, 'Not enough balance in holding wallet'],
  ]
  for (const [body, status, message] of steps)
    expect(await company.call('POST', PATH, body), message).toMatchObject({ status, body: { message } })
  expect(await company.call('POST', '/virtual-wallets/holding/withdraw/nowhere', {})).toMatchObject({
    status: 400,
    body: { code: 'VALUE_NOT_ALLOWED' },
  })
})

test('the guarantee fund keeps its share of what is owed in holding, to the last unit, also in a race', async () => {
  const company = await world.company()
  const { id } = await company.wallet()
  await company.fundHolding(100n * UNIT)
  await company.owe(id, '100')
  const rules = [{ blockchain: 'POLYGON', guarantee_fund: { reserve_ratio: 0.3 } }]
  await company.call('PUT', '/virtual-wallets/config/rules', { rules })
  expect(await company.call('POST', PATH, order(OUTSIDE, '70.000001'))).toMatchObject({
    status: 412,
    body: { code: 'VAL', message: 'Withdrawal would leave the holding wallet below its guarantee fund' },
  })
  expect(await company.ledger('HOLDING')).toBe(100n * UNIT)
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => company.call('POST', PATH, order(OUTSIDE, 7))),
  )
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(10)
  expect(await company.ledger('HOLDING')).toBe(30n * UNIT)
  const beyond = await company.call('POST', PATH, order(OUTSIDE, 31))
  expect(beyond.body.message).toBe('Not enough balance in holding wallet')
})

test('with nothing owed the guarantee fund does not bind', async () => {
  const company = await world.company()
  await company.wallet()
  await company.fundHolding(5n * UNIT)
  const rules = [{ blockchain: 'POLYGON', guarantee_fund: { reserve_ratio: 10 } }]
  await company.call('PUT', '/virtual-wallets/config/rules', { rules })
  expect(await company.call('POST', PATH, order(OUTSIDE, 5))).toMatchObject({
    status: 200,
    body: { transaction_hash: expect.stringMatching(/^0x/), status: 'PENDING' },
  })
})

test('overriding sets a balance to the last unit and says what it was', async () => {
  const company = await world.company()
  const { id } = await company.wallet()
  const path = `/virtual-wallets/${id}/virtual-balance`
  expect(await company.call('PATCH', path, { virtual_balance: '12.345678' })).toEqual({
    status: 200,
    body: 12.345678,
  })
  expect(await company.call('PATCH', path, { virtual_balance: 2 })).toEqual({ status: 200, body: 2 })
  const usdt = world.chain().token('USDT').address
  expect((await company.call('PATCH', path, { virtual_balance: 1, token_address: usdt })).body).toBe(1)
  expect([await company.balance(id), await company.balance(id, 'USDT')]).toEqual([2, 1])
  const [ofUsdt, second, first] = await company.movements(id)
  expect(ofUsdt).toMatchObject({ amount: 1, data: { token: { symbol: 'USDT' } } })
  expect(second).toMatchObject({
    operation: 'OVERRIDE_VIRTUAL_BALANCE',
    status: 'COMPLETED',
    amount: 2,
    transaction_hash: null,
    data: { previous_balance: 12.345678 },
  })
  expect(first).toMatchObject({ amount: 12.345678, data: { previous_balance: 0 } })
  expect(await company.ledger('EQUITY')).toBe(-2n * UNIT)
  expect(await company.events()).toEqual([])
})

test.each([
  [
    { virtual_balance: -1 },
    412,
    'The provided virtual balance amount cannot be negative. Please enter a valid non-negative value.',
  ],
  [
    { virtual_balance: '-0.5' },
    412,
    'The provided virtual balance amount cannot be negative. Please enter a valid non-negative value.',
  ],
  [{ virtual_balance: 1.1234567 }, 412, 'virtual_balance must have at most 6 decimals'],
  [{ virtual_balance: 'much' }, 400, 'virtual_balance must be a number or a numeric string'],
  [{}, 400, 'virtual_balance is required'],
  [{ virtual_balance: -1, token_address: OUTSIDE }, 412, `Token ${OUTSIDE} is not available on POLYGON`],
])('override %j is refused and changes nothing', async (body, status, message) => {
  const company = await world.company()
  const { id } = await company.wallet()
  await company.owe(id, '3')
  const reply = await company.call('PATCH', `/virtual-wallets/${id}/virtual-balance`, body)
  expect(reply).toMatchObject({ status, body: { message } })
  expect(await company.balance(id)).toBe(3)
})

test('overrides and transfers that race leave the balance of the last override less what left after it', async () => {
  const company = await world.company()
  const [from, to] = [await company.wallet(), await company.wallet()]
  await company.owe(from.id, '1000')
  const replies = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      n % 2 === 0
        ? company.call('PATCH', `/virtual-wallets/${from.id}/virtual-balance`, { virtual_balance: 1000 })
        : company.call('POST', `/virtual-wallets/${from.id}/withdraw`, order(to.address, 1)),
    ),
  )
  expect(replies.map(({ status }) => status)).toEqual(Array(40).fill(200))
  expect(await company.balance(to.id)).toBe(20)
  const owed =
    (await company.ledger('VIRTUAL_BALANCE', from.id)) + (await company.ledger('VIRTUAL_BALANCE', to.id))
  expect(owed + (await company.ledger('EQUITY'))).toBe(0n)
})
