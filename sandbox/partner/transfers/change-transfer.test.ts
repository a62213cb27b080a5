import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ManualClock } from '../../../tests/harness/manual-clock.ts'
import type { TestPartner } from '../../../tests/harness/partner.ts'
import { activeCustomer, must, until } from '../partner.fixture.ts'
import { readEmv, startTransferWorld, type TransferWorld } from './transfers.fixture.ts'

let world: TransferWorld
let partner: TestPartner
let clock: ManualClock
let on: TransferWorld['on']

beforeAll(async () => {
  world = await startTransferWorld()
  ;({ partner, clock, on } = world)
})
afterAll(() => world.stop())

test('a dry run says whether it would be taken, and makes nothing', async () => {
  const count = async () => must(await partner.call('GET', '/transfers?limit=100'), 200).count
  const before = await count()
  expect(must(await on('wire', 'usd', { dry_run: true }), 201)).toEqual({ state: 'valid', notes: [] })
  const bad = must(await on('wire', 'usd', { dry_run: true, amount: '0.5' }), 201)
  expect(bad).toMatchObject({ state: 'invalid', notes: [expect.stringContaining('amount')] })
  expect(await count()).toBe(before)
})

describe('while it awaits funds a transfer', () => {
  test('gets another amount and fee, with a new code and one event', async () => {
    const { id, source_deposit_instructions: old } = must(
      await on('pix', 'brl', { developer_fee: '1.0' }),
      201,
    )
    const changed = must(
      await partner.call('PUT', `/transfers/${id}`, { amount: '20.5', developer_fee: '0.1' }),
      201,
    )
    expect(changed).toMatchObject({
      amount: '20.5',
      developer_fee: '0.1',
      source_deposit_instructions: { amount: '20.5' },
    })
    const code = changed.source_deposit_instructions.br_code
    expect(readEmv(code)).toMatchObject({ '54': '20.50', '62': readEmv(old.br_code)['62'] })
    for (const body of [{ amount: '0' }, { developer_fee: '20.5' }, { amount: '5' }])
      expect((await partner.call('PUT', `/transfers/${id}`, body)).status).toBe(400)
    const events = must(await partner.call('GET', '/webhook_events?category=transfer&limit=500'), 200).data
    const own = events.filter((one: { event_object_id: string }) => one.event_object_id === id)
    expect(own.map((one: { event_type: string }) => one.event_type)).toEqual([
      'transfer.created',
      'transfer.updated',
    ])
    expect(own[1].event_object_changes.amount).toEqual(['5000.0', '20.5'])
  })

  test('is deleted, and is not there any more', async () => {
    const { id } = must(await on('bre_b', 'cop'), 201)
    must(await partner.call('DELETE', `/transfers/${id}`), 200)
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect((await partner.call(method, `/transfers/${id}`)).status).toBe(404)
    expect((await partner.sim('POST', '/deposits', { transfer_id: id })).status).toBe(404)
    const last = must(await partner.call('GET', '/webhook_events?category=transfer&limit=500'), 200).data.at(
      -1,
    )
    expect(last).toMatchObject({
      event_type: 'transfer.deleted',
      event_object_id: id,
      event_object_status: null,
    })
  })

  test('and no later: PUT and DELETE are refused', async () => {
    const { id } = must(await on('bre_b', 'cop'), 201)
    must(await partner.sim('POST', '/deposits', { transfer_id: id }), 200)
    for (const method of ['PUT', 'DELETE'])
      expect(
        await partner.call(method, `/transfers/${id}`, method === 'PUT' ? { amount: '200' } : undefined),
      ).toMatchObject({
        status: 400,
        body: { code: 'invalid_parameters' },
      })
  })

  test.each(['pix', 'co_bank_transfer'])('%s expires, and then cannot be paid', async (rail) => {
    const { id } = must(await on(rail, rail === 'pix' ? 'brl' : 'cop'), 201)
    clock.advance(86_400_000)
    partner.wake()
    const ended = await until(
      async () => must(await partner.call('GET', `/transfers/${id}`), 200),
      ({ state }) => state === 'canceled',
    )
    expect(ended.return_details.reason).toBe('It was not paid in time')
    expect((await partner.sim('POST', '/deposits', { transfer_id: id })).status).toBe(400)
  })
})

test('lists are filtered by state, by time of change, by transaction, by customer', async () => {
  const own = await activeCustomer(partner)
  const first = must(await on('wire', 'usd', { on_behalf_of: own }), 201)
  const then = clock.now().getTime()
  clock.advance(5)
  const second = must(await on('wire', 'usd', { on_behalf_of: own }), 201)
  must(await partner.sim('POST', `/transfers/${second.id}/state`, { state: 'in_review' }), 200)
  const ids = async (query: string) =>
    must(await partner.call('GET', `/customers/${own}/transfers?${query}`), 200).data.map(
      ({ id }: { id: string }) => id,
    )
  expect(await ids('')).toEqual([second.id, first.id])
  expect(await ids('state=in_review')).toEqual([second.id])
  expect(await ids(`updated_after_ms=${then}`)).toEqual([second.id])
  expect(await ids(`updated_before_ms=${then + 5}`)).toEqual([first.id])
  expect(await ids('tx_hash=0x1')).toEqual([])
  expect((await partner.call('GET', '/transfers?updated_after_ms=soon')).status).toBe(400)
  expect(must(await partner.call('GET', '/transfers/static_templates'), 200)).toEqual({ count: 0, data: [] })
})

describe('a control brings a transfer into any state, with its event', () => {
  test.each([
    'in_review',
    'undeliverable',
    'missing_return_policy',
    'refund_failed',
    'canceled',
    'error',
    'payment_processed',
  ])('%s, and there it stays', async (state) => {
    const { id } = must(await on('wire', 'usd'), 201)
    must(await partner.sim('POST', `/transfers/${id}/state`, { state, reason: 'because' }), 200)
    clock.advance(60_000)
    partner.wake()
    const { body } = await partner.call('GET', `/transfers/${id}`)
    expect(body.state).toBe(state)
    const last = must(await partner.call('GET', '/webhook_events?category=transfer&limit=500'), 200).data.at(
      -1,
    )
    expect(last).toMatchObject({ event_object_id: id, event_object_status: state })
    expect(last.event_object_changes.state).toEqual(['awaiting_funds', state])
  })

  test('returned goes on to refunded through a bank', async () => {
    const { id } = must(await on('wire', 'usd'), 201)
    must(await partner.sim('POST', `/transfers/${id}/state`, { state: 'returned', reason: 'closed' }), 200)
    const done = await until(
      async () => {
        clock.advance(1_000)
        partner.wake()
        return must(await partner.call('GET', `/transfers/${id}`), 200)
      },
      ({ state }) => state === 'refunded',
    )
    expect(done.return_details).toEqual({
      reason: 'closed',
      refund_reference_id: expect.any(String),
      risk_rejection_reason: null,
    })
  })

  test('a flexible one wants to know what arrived, and nothing else has other states', async () => {
    const flexible = { amount: undefined, features: { flexible_amount: true } }
    const { id } = must(await on('wire', 'usd', flexible), 201)
    const force = (body: object) => partner.sim('POST', `/transfers/${id}/state`, body)
    expect((await force({ state: 'funds_received' })).body.source.key).toHaveProperty('amount')
    expect((await force({ state: 'happy' })).status).toBe(400)
    expect(must(await force({ state: 'funds_received', amount: '12.5' }), 200).receipt.initial_amount).toBe(
      '12.5',
    )
  })
})
