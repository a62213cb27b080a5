import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ManualClock } from '../../tests/harness/manual-clock.ts'
import { must, type Party, type Ramped, type RampWorld, startRampWorld } from './ramp-world.fixture.ts'

const RAMP_ON = '/virtual-wallets/bank-ramps/ramp-on'
const DAY_MS = 86_400_000

let world: RampWorld
const clock = new ManualClock(new Date().toISOString())
beforeAll(async () => {
  world = await startRampWorld({ clock })
})
afterAll(() => world.stop())

async function startRamp(party: Party, body: object = {}): Promise<Ramped> {
  const asked = { wallet_id: party.walletId, amount: 100, source_currency: 'USD', ...body }
  return must(await party.company.call('POST', RAMP_ON, asked), 200)
}

async function pay(party: Party, id: string, amount: string): Promise<void> {
  must(await world.partner.sim('POST', '/deposits', { transfer_id: await party.transferId(id), amount }), 200)
}

async function force(party: Party, id: string, state: string, more: object = {}): Promise<void> {
  must(
    await world.partner.sim('POST', `/transfers/${await party.transferId(id)}/state`, { state, ...more }),
    200,
  )
}

const cancel = (party: Party, id: string) => party.company.call('DELETE', `${RAMP_ON}/cancel/${id}`)
const change = (party: Party, id: string, amount: unknown) =>
  party.company.call('PATCH', `/virtual-wallets/ramps/transfer/${id}`, { amount })

describe('cancelled', () => {
  test('by its caller while nobody has paid: gone at the partner too, and told once', async () => {
    const party = await world.party()
    const { id } = await startRamp(party)
    const transferId = await party.transferId(id)
    const cancelled = must(await cancel(party, id), 200)
    expect(cancelled).toMatchObject({ id, type: 'RAMP_ON', status: 'CANCELLED', origin_amount: 100 })
    expect((await world.partner.call('GET', `/transfers/${transferId}`)).status).toBe(404)
    expect(await party.ramp(id)).toMatchObject({ state: 'canceled', reason: 'Cancelled' })
    expect(await party.events(id)).toMatchObject([
      { type: 'ramp_on', status: 'canceled', reason: 'Cancelled' },
    ])
    expect(await party.movement(id)).toMatchObject({ status: 'CANCELLED', transaction_hash: null })
    expect(await cancel(party, id)).toMatchObject({
      status: 400,
      body: {
        code: 'APP_ERROR',
        message: `It is not possible to delete transfer with id: ${id} because it is not in PENDING state`,
      },
    })
  })

  test('with a level 1 key, and repeated under its key it is the same answer', async () => {
    const party = await world.party()
    const { id } = await startRamp(party)
    const readOnly = await party.company.withLevel(1)
    const keyed = { 'idempotency-key': `cancel ${id}` }
    const first = await readOnly('DELETE', `${RAMP_ON}/cancel/${id}`, undefined, keyed)
    expect(first.status).toBe(200)
    expect(await readOnly('DELETE', `${RAMP_ON}/cancel/${id}`, undefined, keyed)).toEqual(first)
    expect(await party.events(id)).toHaveLength(1)
  })

  test('not when it was paid a moment before, though nobody has told us yet', async () => {
    const party = await world.party()
    const { id } = await startRamp(party)
    await pay(party, id, '100')
    const answer = await cancel(party, id)
    expect(answer).toMatchObject({ status: 400, body: { code: 'APP_ERROR' } })
    expect((await party.ramp(id)).status).toBe('PROCESSING')
    await party.becomes(id, { status: 'COMPLETED' })
  })

  test('when the answer of the deletion was lost, and no more than once', async () => {
    const party = await world.party()
    const { id } = await startRamp(party)
    await world.partner.sim('POST', '/faults', {
      faults: [{ kind: 'lost_answer', times: 100, method: 'DELETE', path: '/transfers' }],
    })
    const answer = await cancel(party, id)
    await world.partner.sim('POST', '/faults', { faults: [] })
    expect([200, 400]).toContain(answer.status)
    await party.becomes(id, { status: 'CANCELLED' })
    expect(await party.events(id)).toHaveLength(1)
  })

  test('by the partner, which stopped waiting', async () => {
    const party = await world.party()
    const { id } = await startRamp(party, { source_currency: 'BRL' })
    await force(party, id, 'canceled', { reason: 'It was not paid in time' })
    expect(await party.becomes(id, { status: 'CANCELLED' })).toMatchObject({
      state: 'canceled',
      reason: 'It was not paid in time',
    })
    expect(await party.events(id)).toMatchObject([{ status: 'canceled', reason: 'It was not paid in time' }])
  })

  test('after seven days without money, and then the partner has it no more', async () => {
    const party = await world.party()
    const [kept, paid] = [await startRamp(party), await startRamp(party)]
    await pay(party, paid.id, '100')
    await party.becomes(paid.id, { status: 'COMPLETED' })
    clock.advance(7 * DAY_MS - 60_000)
    expect((await party.ramp(kept.id)).status).toBe('PENDING')
    clock.advance(60_000)
    const transferId = await party.transferId(kept.id)
    expect(await party.becomes(kept.id, { status: 'CANCELLED' })).toMatchObject({
      reason: 'Not paid within 7 days',
    })
    expect((await world.partner.call('GET', `/transfers/${transferId}`)).status).toBe(404)
    expect((await party.ramp(paid.id)).status).toBe('COMPLETED')
  })
})

describe('another amount', () => {
  test('is the partner’s where it was told one, with the fee that belongs to it', async () => {
    const party = await world.party()
    const { id } = await startRamp(party, { source_currency: 'BRL' })
    const changed = must(await change(party, id, '250.50'), 200)
    expect(changed).toMatchObject({ id, status: 'PENDING', origin_amount: 250.5, origin_currency: 'BRL' })
    const transfer = await world.partner.call('GET', `/transfers/${await party.transferId(id)}`)
    expect([transfer.body.amount, transfer.body.developer_fee]).toEqual(['250.5', '1.25'])
    expect(await party.ramp(id)).toMatchObject({ origin_amount: 250.5, service_fee: 1.25 })
  })

  test('is our record alone where the partner takes what arrives', async () => {
    const party = await world.party()
    const { id } = await startRamp(party)
    const before = (await party.movement(id)).amount as number
    must(
      await (await party.company.withLevel(1))('PATCH', `/virtual-wallets/ramps/transfer/${id}`, {
        amount: 300,
      }),
      200,
    )
    const transfer = await world.partner.call('GET', `/transfers/${await party.transferId(id)}`)
    expect(transfer.body.amount).toBeNull()
    expect(await party.ramp(id)).toMatchObject({ origin_amount: 300, service_fee: 1.5 })
    expect((await party.movement(id)).amount).toBe(before * 3)
  })

  test('whose answer was lost is found by the next look', async () => {
    const party = await world.party()
    const { id } = await startRamp(party, { source_currency: 'BRL' })
    await world.partner.sim('POST', '/faults', { faults: [{ kind: 'lost_answer', times: 9, method: 'PUT' }] })
    expect(await change(party, id, 777)).toMatchObject({
      status: 400,
      body: { message: 'The banking partner does not answer; the ramp is as it was, or as you asked' },
    })
    await world.partner.sim('POST', '/faults', { faults: [] })
    await party.becomes(id, { origin_amount: 777, service_fee: 3.89 })
  })

  test('is refused when it was paid, when it is too little or too much, and for what is no ramp', async () => {
    const party = await world.party()
    const paid = await startRamp(party)
    await pay(party, paid.id, '100')
    await party.becomes(paid.id, { status: 'PROCESSING' })
    const notPending = `It is not possible to update transfer with id: ${paid.id} because it is not in PENDING state`
    expect(await change(party, paid.id, 5)).toMatchObject({
      status: 400,
      body: { code: 'APP_ERROR', message: notPending },
    })
    const { id } = await startRamp(party, { source_currency: 'COP', payment_rail: 'bre_b', amount: 200_000 })
    const refusals: [unknown, number, string, string][] = [
      [99.99, 412, 'VAL', 'Amount is below the minimum of 100 COP'],
      [
        11_552_000.01,
        412,
        'VAL',
        'Bre-B accepts at most 11,552,000 COP per operation. Use payment_rail co_bank_transfer.',
      ],
      [1000.001, 412, 'VAL', 'amount must have at most 2 decimals'],
      [0, 412, 'VAL', 'amount must be greater than zero'],
      ['many', 400, 'BAD_REQUEST', 'amount must be a number or a numeric string'],
    ]
    for (const [amount, status, code, message] of refusals)
      expect(await change(party, id, amount), message).toMatchObject({ status, body: { code, message } })
    expect(await party.ramp(id)).toMatchObject({ origin_amount: 200_000 })
    const other = await world.party()
    for (const [who, unknown] of [
      [party, 'nonsense'],
      [other, id],
    ] as const)
      expect(await change(who, unknown, 5000)).toMatchObject({
        status: 404,
        body: { code: 'NOT_FOUND', message: `Ramp transfer with ID: ${unknown} not found` },
      })
  })
})

describe.each([
  { state: 'returned', reason: 'Wrong beneficiary' },
  { state: 'error', reason: 'Compliance' },
  { state: 'refunded', reason: 'Too late' },
])('$state by the partner', ({ state, reason }) => {
  test('fails, is told once, and nothing is credited', async () => {
    const party = await world.party()
    const { id } = await startRamp(party)
    await pay(party, id, '100')
    await force(party, id, state, { reason })
    const ramp = await party.becomes(id, { status: 'FAILED' })
    expect(ramp).toMatchObject({ reason, final_amount: null, transaction_hash: null })
    expect(await party.events(id)).toMatchObject([
      { type: 'ramp_on', status: 'failed', reason, data: { amount: null } },
    ])
    expect(await party.movement(id)).toMatchObject({ status: 'FAILED' })
    expect(await party.books()).toMatchObject({ wallet: 0n, equity: 0n })
    expect(await party.findings()).toEqual([])
  })
})

test('states on the way show as PROCESSING', async () => {
  const party = await world.party()
  const { id } = await startRamp(party)
  for (const state of ['in_review', 'undeliverable']) {
    await force(party, id, state, { amount: '100' })
    expect(await party.becomes(id, { state })).toMatchObject({ status: 'PROCESSING' })
  }
  expect(await party.movement(id)).toMatchObject({ status: 'PROCESSING' })
})

test('a wallet is not deleted while a ramp is open, and neither is its client', async () => {
  const party = await world.party()
  const { id } = await startRamp(party)
  const removeWallet = () => party.company.call('DELETE', `/virtual-wallets/${party.walletId}`)
  expect(await removeWallet()).toMatchObject({ status: 412, body: { code: 'VAL' } })
  expect(await party.company.call('DELETE', `/management/clients/${party.clientId}`)).toMatchObject({
    status: 412,
    body: { message: 'Client has open ramps' },
  })
  must(await cancel(party, id), 200)
  expect((await removeWallet()).status).toBe(200)
})
