import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ManualClock } from '../../tests/harness/manual-clock.ts'
import { decide, enforce, HOUR_MS, newPerson, openApproval, policy } from '../policies/policies.fixture.ts'
import { must, type Party, type Ramped, type RampWorld, startRampWorld } from './ramp-world.fixture.ts'

const OFF = '/virtual-wallets/bank-ramps/ramp-off'
const UNIT = 1_000_000n
const ALL = 100n * UNIT
const SENT = 40n * UNIT

let world: RampWorld
const clock = new ManualClock(new Date().toISOString())
beforeAll(async () => {
  world = await startRampWorld({ clock })
})
afterAll(() => world.stop())

async function funded(): Promise<Party & { readonly bankId: string }> {
  const party = await world.party()
  await party.company.owe(party.walletId, '100')
  await party.company.fundHolding(ALL)
  return { ...party, bankId: await party.bank('us') }
}

const start = (party: Party & { bankId: string }, amount = 40) =>
  party.company.call('POST', OFF, { wallet_id: party.walletId, bank_account_id: party.bankId, amount })

/** 40 of 100 on their way; no block is mined, so they stay so. */
async function inFlight() {
  const party = await funded()
  const { id } = must(await start(party), 200)
  await world.waitUntil(async () => (await party.ramp(id)).transaction_hash !== null)
  return { party, id }
}

async function force(party: Party, id: string, state: string, more: object = {}): Promise<void> {
  must(
    await world.partner.sim('POST', `/transfers/${await party.transferId(id)}/state`, { state, ...more }),
    200,
  )
}

async function hears(party: Party, id: string, fields: Partial<Ramped>): Promise<Ramped> {
  let last: Ramped = {}
  await world.waitUntil(async () => {
    last = await party.ramp(id)
    return Object.entries(fields).every(([name, value]) => last[name] === value)
  })
  return last
}

const CLEAN = { transit: 0n, payable: 0n, claim: 0n }

async function expectGivenBackOnce(party: Party, id: string, reason: string | null = null): Promise<void> {
  expect(await party.events(id)).toMatchObject([
    { type: 'ramp_off', status: 'failed', ...(reason !== null && { reason }) },
  ])
  expect(await party.movement(id)).toMatchObject({
    status: 'FAILED',
    amount: 40,
    ...(reason !== null && { data: { reason } }),
  })
  expect((await party.books()).wallet).toBe(ALL)
  expect(await party.findings()).toEqual([])
}

describe('refused', () => {
  test('by the partner while the call waits: answered so, and the balance is back', async () => {
    const party = await funded()
    const { customer_id } = await world.db
      .selectFrom('client_providers')
      .select('customer_id')
      .where('client_id', '=', party.clientId)
      .executeTakeFirstOrThrow()
    must(
      await world.partner.sim('POST', `/customers/${customer_id}/status`, {
        status: 'active',
        endorsements: ['sepa'],
      }),
      200,
    )
    const answer = await start(party)
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'APP_ERROR', message: 'The banking partner refused the ramp: not_allowed' },
    })
    const { body } = await party.company.call('GET', '/virtual-wallets/ramps')
    expect(body.items).toMatchObject([{ status: 'FAILED', state: 'error', reason: 'not_allowed' }])
    await expectGivenBackOnce(party, body.items[0].id)
    expect(await party.books()).toMatchObject({ ...CLEAN, holding: ALL })
  })
})

describe.each(['returned', 'canceled', 'error'])('%s by the partner', (state) => {
  test('with the tokens on their way: given back at once as a claim, which their refund settles', async () => {
    const { party, id } = await inFlight()
    await force(party, id, state, { reason: 'Account closed' })
    const failed = await hears(party, id, { status: 'FAILED' })
    expect(failed).toMatchObject({ state, reason: 'Account closed' })
    await expectGivenBackOnce(party, id, 'Account closed')
    expect(await party.books()).toEqual({
      wallet: ALL,
      holding: ALL - SENT,
      transit: SENT,
      payable: SENT,
      equity: 0n,
      claim: SENT,
    })
    // They arrive, the partner sends them back, and when that is final in our own books nobody owes anything.
    await world.mineUntil(async () => (await party.books()).claim === 0n)
    expect(await party.books()).toEqual({
      wallet: ALL,
      holding: ALL,
      transit: 0n,
      payable: 0n,
      equity: 0n,
      claim: 0n,
    })
    await expectGivenBackOnce(party, id, 'Account closed')
    expect((await party.ramp(id)).status).toBe('FAILED')
  })

  test('with the tokens on their way, which then fail: the claim ends without a refund', async () => {
    const { party, id } = await inFlight()
    await force(party, id, state)
    await hears(party, id, { status: 'FAILED' })
    await failOnChain()
    await world.mineUntil(async () => (await party.books()).transit === 0n)
    expect(await party.books()).toEqual({
      wallet: ALL,
      holding: ALL,
      transit: 0n,
      payable: 0n,
      equity: 0n,
      claim: 0n,
    })
    await expectGivenBackOnce(party, id)
    expect(must(await party.company.call('GET', `/management/payments/${id}`), 200)).toMatchObject({
      status: 'FAILED',
    })
  })
})

/** What is in the pool is mined while the token refuses everything. */
async function failOnChain(): Promise<void> {
  const chain = world.chain()
  const { address } = chain.token('USDC')
  const code = await chain.rpc('eth_getCode', [address, 'latest'])
  await chain.rpc('anvil_setCode', [address, '0x5f5ffd'])
  await chain.mine()
  await chain.rpc('anvil_setCode', [address, code])
}

describe('tokens that fail on the chain', () => {
  test('are given back, and the partner has the transfer no more', async () => {
    const { party, id } = await inFlight()
    const transferId = await party.transferId(id)
    await failOnChain()
    const failed = await party.becomes(id, { status: 'FAILED' })
    expect(failed.state).toBe('error')
    await expectGivenBackOnce(party, id, failed.reason)
    expect(await party.books()).toMatchObject({ ...CLEAN, holding: ALL })
    await world.waitUntil(
      async () => (await world.partner.call('GET', `/transfers/${transferId}`)).status === 404,
    )
  })

  test('cancelled by the operator, too', async () => {
    const { party, id } = await inFlight()
    await world.chain().rpc('anvil_dropAllTransactions', [])
    must(await world.operator('POST', `/management/payments/${id}/resolve`, { outcome: 'cancel' }), 200)
    await party.becomes(id, { status: 'FAILED' })
    await expectGivenBackOnce(party, id)
    expect(await party.books()).toMatchObject({ ...CLEAN, holding: ALL })
  })

  test('although the partner says that it has them: its own end decides', async () => {
    const { party, id } = await inFlight()
    await force(party, id, 'funds_received')
    await hears(party, id, { state: 'payment_processed' })
    await failOnChain()
    await world.mineUntil(async () => (await party.books()).transit === 0n)
    // It has paid the bank for tokens that it never got: we owe it, and nobody gets them twice.
    expect(await party.books()).toMatchObject({ wallet: ALL - SENT, holding: ALL, payable: 0n, claim: -SENT })
    expect(await party.events(id)).toMatchObject([{ status: 'success' }])
    expect(await party.findings()).toEqual([])
  })
})

test('a late bounce of the bank is a reversal of its own, settled by its refund', async () => {
  const { party, id } = await inFlight()
  await party.becomes(id, { status: 'COMPLETED' })
  await world.mineUntil(async () => (await party.books()).payable === 0n)
  await force(party, id, 'returned', { reason: 'Account closed' })
  await hears(party, id, { status: 'FAILED' })
  expect(await party.events(id)).toMatchObject([
    { status: 'success' },
    { status: 'failed', reason: 'Account closed', data: { destination_amount: '39.80' } },
  ])
  expect(await party.books()).toMatchObject({ wallet: ALL, holding: ALL - SENT, claim: SENT })
  await world.mineUntil(async () => (await party.books()).claim === 0n)
  expect(await party.books()).toEqual({ wallet: ALL, holding: ALL, ...CLEAN, equity: 0n })
  expect(await party.findings()).toEqual([])
})

describe('above what policies let pass', () => {
  async function withPolicy(fields: object) {
    const party = await funded()
    const [admin, other] = [
      await newPerson(world, party.company.id),
      await newPerson(world, party.company.id),
    ]
    await enforce(party.company, admin, [policy({ approval_above: 30, ...fields })])
    return { party, admin, other }
  }

  test('it waits for people before anything exists at the partner; approved it goes on and is paid', async () => {
    const { party, admin } = await withPolicy({})
    const { id } = must(await start(party), 200)
    expect(await party.ramp(id)).toMatchObject({
      status: 'PENDING',
      state: 'awaiting_approval',
      transaction_hash: null,
    })
    expect(await party.movement(id)).toMatchObject({ status: 'PENDING' })
    expect(await party.books()).toMatchObject({ wallet: ALL - SENT, holding: ALL - SENT, payable: SENT })
    expect(await party.transferId(id)).toBe('')
    const change = await party.company.call('PATCH', `/virtual-wallets/ramps/transfer/${id}`, { amount: 50 })
    expect(change).toMatchObject({ status: 400, body: { code: 'APP_ERROR' } })
    const resolve = await world.operator('POST', `/management/payments/${id}/resolve`, { outcome: 'retry' })
    expect(resolve).toMatchObject({ status: 412, body: { message: 'Payment waits for approval' } })
    const approval = await openApproval(party.company)
    expect(approval).toMatchObject({
      operation: 'ramp_off',
      amount: 40,
      to_address: null,
      wallet_id: party.walletId,
    })
    must(await decide(admin, approval.id, 'APPROVE'), 200)
    await party.becomes(id, { status: 'COMPLETED' })
    await world.mineUntil(async () => (await party.books()).payable === 0n)
    expect(await party.findings()).toEqual([])
  })

  test.each(['rejected', 'lapsed', 'cancelled by the operator'])(
    '%s, it fails and the balance is back',
    async (how) => {
      const { party, admin } = await withPolicy({})
      const { id } = must(await start(party), 200)
      const approval = await openApproval(party.company)
      if (how === 'rejected') must(await decide(admin, approval.id, 'REJECT', 'Not today'), 200)
      if (how === 'lapsed') clock.advance(72 * HOUR_MS)
      if (how === 'cancelled by the operator')
        must(await world.operator('POST', `/management/payments/${id}/resolve`, { outcome: 'cancel' }), 200)
      const failed = await hears(party, id, { status: 'FAILED' })
      expect(failed).toMatchObject({ state: 'canceled', transaction_hash: null })
      await expectGivenBackOnce(party, id, failed.reason)
      expect(await party.books()).toMatchObject({ ...CLEAN, holding: ALL })
      expect(await party.transferId(id)).toBe('')
    },
  )

  test('it is refused before its balance is looked at; its destination is no matter of theirs', async () => {
    const { party } = await withPolicy({ max_per_payment: 50, destinations: 'ALLOWED' })
    expect(await start(party, 1000)).toMatchObject({
      status: 412,
      body: { message: 'Refused by policy all: 1000 USD is above the maximum of 50 USD per payment' },
    })
    must(await start(party, 20), 200)
  })
})

test('a bank account with an open ramp is not deleted', async () => {
  const { party, id } = await inFlight()
  const bankId = (await party.ramp(id)).bank_account_id
  const remove = () => party.company.call('DELETE', `/management/clients/${party.clientId}/banks/${bankId}`)
  expect(await remove()).toMatchObject({ status: 412, body: { message: 'Bank account has open ramps' } })
  await party.becomes(id, { status: 'COMPLETED' })
  expect((await remove()).status).toBe(200)
})
