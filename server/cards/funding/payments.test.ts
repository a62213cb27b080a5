import { afterAll, beforeAll, expect, test } from 'vitest'
import { propertySeed } from '../../../tests/harness/seed.ts'
import { connectEvmChain } from '../../chains/evm/client.ts'
import { createTokens } from '../../chains/tokens.ts'
import type { SettledTransaction } from '../../chains/types.ts'
import { wallClock } from '../../kernel/clock.ts'
import { inTransaction } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { book } from '../../ledger/book.ts'
import { holdParts, NO_PARTS } from '../card-money.ts'
import { type CardCompany, DOLLAR, type FundingWorld, startFundingWorld } from './funding.fixture.ts'
import { cardSettled } from './settled.ts'

const OUTSIDE = `0x${'4'.repeat(40)}`
const DAY_MS = 24 * 3_600_000

let funding: FundingWorld
let usdc: string
let handlers: ReturnType<typeof cardSettled>
beforeAll(async () => {
  funding = await startFundingWorld()
  usdc = funding.world.chain().token('USDC').address
  const tokens = await createTokens(funding.world.db, [connectEvmChain(funding.world.chain().config)])
  handlers = cardSettled({ tokens, clock: wallClock })
})
afterAll(() => funding.world.stop())

const withdraw = (company: CardCompany, amount: unknown, rest: object = {}, headers = {}) =>
  company.call('POST', '/cards/holding/withdraw', { to_wallet_address: OUTSIDE, amount, ...rest }, headers)

const hasEvent = async (company: CardCompany) =>
  (await company.events()).some(({ event_type }) => event_type === 'warranty_withdraw')

async function paymentOf(company: CardCompany) {
  return funding.world.db
    .selectFrom('payments')
    .selectAll()
    .where('company_id', '=', company.id)
    .executeTakeFirstOrThrow()
}

/** Tells an end of a payment that no block will ever show. */
async function tell(company: CardCompany, outcome: SettledTransaction['outcome'], hash: string | null) {
  const { id, operation } = await paymentOf(company)
  const intent = { kind: 'native_transfer', to: '', amount: '0' } as const // the handler goes by the payment
  const settled = { companyId: company.id, id, chain: 'POLYGON', purpose: operation, intent }
  await inTransaction(funding.world.db, async (tx) =>
    handlers.get(operation)?.(tx, { ...settled, outcome, hash, reason: null }),
  )
}

test('a withdrawal is PENDING with its hash, then final: paid on chain, gone from both books, told once', async () => {
  const company = await funding.company()
  await company.fund(100n * DOLLAR)
  const key = { 'idempotency-key': 'withdrawal' }
  const reply = await withdraw(company, '60.5', {}, key)
  expect(reply).toEqual({
    status: 200,
    body: {
      id: expect.any(String),
      transaction_hash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
      status: 'PENDING',
      simple_error_message: null,
      detailed_error_message: null,
    },
  })
  expect(await withdraw(company, '60.5', {}, key)).toEqual(reply)
  expect(await company.warranty()).toBe(39.5)
  await company.verify()
  await funding.world.mineUntil(() => hasEvent(company))
  const { id } = reply.body
  expect((await company.events())[0]).toMatchObject({
    product: 'cards',
    operation_id: reply.body.transaction_hash,
    status: 'success',
    data: {
      wallet_address: company.holdingAddress,
      blockchain: 'polygon',
      card_id: null,
      transaction_hash: reply.body.transaction_hash,
      to_wallet_address: OUTSIDE,
      amount: '60.5',
      token_address: usdc,
    },
  })
  expect(await company.balance('CARD_BACKING')).toBe(39_500_000n)
  expect(await company.balance('CARD_CLAIM', { symbol: 'USDC' })).toBe(39_500_000n)
  expect(await company.balance('CARD_PAYABLE')).toBe(0n)
  const payment = await company.call('GET', `/management/payments/${id}`)
  expect(payment.body).toMatchObject({ product: 'cards', operation: 'warranty_withdraw', status: 'SUCCESS' })
  await company.verify()
})

test('a withdrawal that failed gives back both books, and is told by its id when it was never sent', async () => {
  const company = await funding.company()
  await company.fund(50n * DOLLAR)
  await withdraw(company, 20)
  await tell(company, 'MANUAL_CHECK', null)
  expect(await company.warranty()).toBe(30)
  expect(await company.events()).toEqual([])
  await tell(company, 'LOST', null)
  await tell(company, 'SUCCEEDED', `0x${'ab'.repeat(32)}`)
  expect(await company.warranty()).toBe(50)
  expect(await company.balance('CARD_TOKENS', { symbol: 'USDC' })).toBe(50n * DOLLAR)
  expect(await company.balance('CARD_IN_TRANSIT', { symbol: 'USDC' })).toBe(0n)
  const { id } = await paymentOf(company)
  expect(await company.events()).toMatchObject([
    { operation_id: id, status: 'failed', reason: expect.any(String), data: { transaction_hash: null } },
  ])
})

test.each([
  [
    'below the floor',
    90.01,
    {},
    412,
    'The withdrawal would leave the holding wallet below its minimum balance of 10 USD.',
  ],
  ['more than there is', 100.01, {}, 412, 'Not enough balance in holding wallet'],
  ['tokens that are not there', 50, { token: 'USDT' }, 412, 'Not enough balance in holding wallet'],
  ['zero', 0, {}, 412, 'amount must be greater than zero'],
  ['seven decimals', '1.0000001', {}, 412, 'amount must have at most 6 decimals'],
  ['eleven integer digits', '12345678901', {}, 412, 'amount is too large'],
  [
    'to the holding wallet',
    1,
    { to: 'own' },
    412,
    'Destination wallet must be different from the origin wallet',
  ],
  ['to a token contract', 1, { to: 'token' }, 412, 'Cannot transfer tokens to token contract address'],
  ['to no address', 1, { to: '0x12' }, 412, 'Invalid wallet address'],
] as const)(
  'a withdrawal is refused: %s',
  async (_, amount, { token, to }: { token?: string; to?: string }, status, message) => {
    const company = await funding.company()
    await company.fund(100n * DOLLAR)
    const addresses: Record<string, string> = { own: company.holdingAddress, token: usdc }
    const reply = await withdraw(company, amount, {
      ...(token !== undefined && { token_address: funding.world.chain().token(token).address }),
      ...(to !== undefined && { to_wallet_address: addresses[to] ?? to }),
    })
    expect([reply.status, reply.body.message]).toEqual([status, message])
    expect(await company.warranty()).toBe(100)
  },
)

test('whatever withdrawals race against purchases, none leaves less than the floor available', async () => {
  const seed = propertySeed('withdrawals against purchases')
  const company = await funding.company()
  await company.fund(100n * DOLLAR)
  const amounts = Array.from({ length: 8 }, (_, index) => 5 + ((seed >>> index) % 20))
  const purchase = (bill: bigint) =>
    inTransaction(funding.world.db, async (tx) => {
      const key = { companyId: company.id, cardId: company.id, transactionId: newId(), generation: 0 }
      return (await book(tx, company.id, holdParts(key, { ...NO_PARTS, bill }), wallClock.now())).booked
    })
  const replies = await Promise.all(
    amounts.flatMap((amount) => [withdraw(company, amount), purchase(BigInt(amount) * DOLLAR)]),
  )
  const paid = amounts.filter((_, index) => {
    const reply = replies[index * 2]
    return typeof reply === 'object' && reply.status === 200
  })
  const held = amounts.filter((_, index) => replies[index * 2 + 1] === true)
  const sum = (some: readonly number[]) => some.reduce((total, one) => total + one, 0)
  expect(await company.warranty()).toBe(100 - sum(paid) - sum(held))
  // Purchases may use the floor; withdrawals may not, so without the purchases it is there.
  expect(100 - sum(paid)).toBeGreaterThanOrEqual(10)
  expect(paid.length + held.length).toBeGreaterThan(0)
})

test('settled fees are paid out to an address that stood for a day, and to no other', async () => {
  const company = await funding.company()
  await company.fund(100n * DOLLAR)
  await company.spend(null, 20n * DOLLAR, 3n * DOLLAR)
  const pay = (amount: number, token_symbol = 'USDC', destination_address = OUTSIDE) =>
    company.call('POST', '/cards/account/fees-wallet/withdraw', { token_symbol, amount, destination_address })
  const path = '/cards/account/configuration/withdrawal-addresses'
  const added = await company.call('POST', path, {
    address: OUTSIDE,
    blockchain: 'polygon',
    alias: 'Treasury',
  })
  expect(added).toMatchObject({ status: 201, body: { blockchain: 'POLYGON', alias: 'Treasury' } })
  expect((await company.call('POST', path, { address: OUTSIDE, blockchain: 'POLYGON' })).body).toEqual(
    added.body,
  )
  expect((await company.call('GET', path)).body).toEqual([added.body])
  expect((await company.call('GET', '/cards/account/fees-wallet/whitelisted-addresses')).body).toEqual([])
  expect(await pay(1)).toMatchObject({ status: 400, body: { code: 'VALIDATION_ERROR' } })
  await funding.world.db
    .updateTable('withdrawal_addresses')
    .set({ created_at: new Date(Date.now() - DAY_MS) })
    .where('company_id', '=', company.id)
    .execute()
  expect((await company.call('GET', '/cards/account/fees-wallet/whitelisted-addresses')).body).toHaveLength(1)
  expect(await pay(3.01)).toMatchObject({
    status: 400,
    body: { message: 'amount is above the settled balance' },
  })
  expect(await pay(1, 'USDT')).toMatchObject({ status: 400, body: { message: 'token_symbol must be USDC' } })
  for (const address of [company.holdingAddress, usdc, 'no address'])
    expect(await pay(1, 'USDC', address)).toMatchObject({ status: 400, body: { code: 'VALIDATION_ERROR' } })
  expect(await pay(2.5)).toMatchObject({
    status: 200,
    body: { status: 'PENDING', transaction_hash: expect.stringMatching(/^0x/) },
  })
  expect((await company.call('GET', '/cards/account/fees-wallet/balance')).body).toEqual({
    settled: 0.5,
    pending: 0,
    token_symbol: 'USDC',
  })
  const { id } = await paymentOf(company)
  await funding.world.mineUntil(
    async () => (await company.call('GET', `/management/payments/${id}`)).body.status === 'SUCCESS',
  )
  expect(await company.events()).toEqual([])
  expect(await company.warranty()).toBe(77)
  await company.verify()
  expect((await company.call('DELETE', `${path}/${added.body.id}`)).status).toBe(204)
  expect((await company.call('DELETE', `${path}/${added.body.id}`)).status).toBe(404)
  expect(await pay(0.1)).toMatchObject({ status: 400 })
})
