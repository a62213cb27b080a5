import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type CardApi, type CardCall, startCardApi } from '../../../tests/harness/card-api.ts'
import { type CardWorld, startCardWorld } from '../../../tests/harness/card-world.ts'
import { newId } from '../../kernel/ids.ts'
import { APPROVED, cents, DECLINED, insertEvent, insertTransaction, type Place } from './history.fixture.ts'
import { reportingRoutes } from './routes.ts'

const NOW = new Date('2026-09-02T08:00:00.000Z')

let world: CardWorld
let api: CardApi
let call: CardCall
let place: Place
beforeAll(async () => {
  world = await startCardWorld()
  api = await startCardApi(world, reportingRoutes({ config: { cards: world.config } }))
})
afterAll(async () => {
  await api.stop()
  await world.drop()
})
beforeEach(async () => {
  const companyId = await world.company()
  place = { companyId, cardId: await world.card(companyId) }
  call = await api.client(companyId, 1)
})

const first = (id: string | undefined) => call('GET', `/cards/transactions/${place.cardId}/${id}`)
const second = (id: string | undefined) =>
  call('GET', `/cards/transactions/${place.cardId}/${id}`, undefined, { 'x-api-version': '2' })

describe('the first shape', () => {
  test('is the movement that was asked for, with its transaction and what the company answered', async () => {
    const { id, events } = await insertTransaction(
      world.db,
      place,
      { ...APPROVED, company_response: 'approved' },
      NOW,
    )
    const { body } = await first(events[0])
    expect(body).toEqual({
      id: events[0],
      datetime: NOW.toISOString(),
      operation: 'TRANSACTION_AUTHORIZATION',
      bill_amount: 18.4,
      bill_currency: 'USD',
      transaction_amount: 17,
      transaction_currency: 'EUR',
      exchange_rate: 1.082353,
      merchant_name: 'Kiosk 12',
      original_balance: 100,
      new_balance: 100,
      status: 'SUCCESS',
      decline_reason: null,
      fee_fx_provider: 0,
      fee_fx_client: 0,
      fee_atm_provider: 0,
      fee_atm_client: 0,
      fee_deposit_provider: 0,
      fee_deposit_client: 0,
      company_response: 'approved',
      transaction_id: id,
    })
  })

  test('of a transaction is the movement that decided it', async () => {
    const { id, events } = await insertTransaction(world.db, place, DECLINED, NOW)
    expect((await first(id)).body).toMatchObject({
      id: events[1],
      transaction_id: id,
      decline_reason: { code: 'M102' },
      company_response: null,
    })
  })

  test('of a deposit belongs to no transaction', async () => {
    const id = await insertEvent(
      world.db,
      place,
      { operation: 'WALLET_DEPOSIT', bill_amount: cents(1000) },
      NOW,
    )
    expect((await first(id)).body).toMatchObject({
      id,
      transaction_id: null,
      company_response: null,
      bill_amount: 10,
    })
  })
})

describe('the second shape', () => {
  test('is the whole purchase, the same for each of its events and for its own id', async () => {
    const cleared = {
      operation: 'TRANSACTION_CLEARED',
      bill_amount: cents(1840),
      original_amount: 1700n,
    } as const
    const { id, events } = await insertTransaction(
      world.db,
      place,
      {
        ...APPROVED,
        state: 'CLOSED',
        hold_bill: 0n,
        settled: cents(1840),
        settled_original: 1700n,
        company_response: 'approved',
        events: [...APPROVED.events, { ...cleared, created_at: new Date('2026-09-03T08:00:00.000Z') }],
      },
      NOW,
    )
    const answers = await Promise.all([id, ...events].map(async (one) => (await second(one)).body))
    expect(answers).toEqual(Array(4).fill(answers[0]))
    expect(answers[0]).toEqual({
      id: events[1],
      datetime: NOW.toISOString(),
      operation: 'PURCHASE',
      bill_amount: 18.4,
      bill_currency: 'USD',
      transaction_amount: 17,
      transaction_currency: 'EUR',
      exchange_rate: 1.082353,
      merchant_name: 'Kiosk 12',
      merchant_city: 'Lyon',
      decline_reason: null,
      fee_fx_provider: 0.05,
      fee_fx_client: 0.15,
      fee_atm_provider: 0,
      fee_atm_client: 0,
      fee_deposit_provider: 0,
      fee_deposit_client: 0,
      company_response: 'approved',
      transaction_id: id,
      lifecycle: {
        transaction_id: id,
        state: 'COMPLETE',
        outcome: 'NONE',
        event_count: 3,
        events: [
          { id: events[0], operation: 'TRANSACTION_AUTHORIZATION', datetime: '2026-09-02T08:00:00.000Z' },
          { id: events[1], operation: 'TRANSACTION_APPROVED', datetime: '2026-09-02T08:00:00.000Z' },
          { id: events[2], operation: 'TRANSACTION_CLEARED', datetime: '2026-09-03T08:00:00.000Z' },
        ],
      },
    })
  })

  test('of a decline is simple, with the attempted amount and the reason', async () => {
    const { events } = await insertTransaction(world.db, place, { ...DECLINED, merchant: null }, NOW)
    expect((await second(events[0])).body).toMatchObject({
      id: events[1],
      bill_amount: 3.31,
      transaction_amount: 500,
      merchant_name: 'NO MERCHANT NAME',
      merchant_city: null,
      decline_reason: { code: 'M102' },
      lifecycle: { state: 'SIMPLE', outcome: 'NONE', event_count: 2 },
    })
  })

  test('of a purchase that the company is still asked about is simple, under its request', async () => {
    const { id, events } = await insertTransaction(
      world.db,
      place,
      { ...APPROVED, state: 'ASKED', decidedBy: null, events: APPROVED.events.slice(0, 1) },
      NOW,
    )
    expect((await second(id)).body).toMatchObject({
      id: events[0],
      bill_amount: 18.4,
      transaction_amount: 17,
      lifecycle: { state: 'SIMPLE', event_count: 1 },
    })
  })

  test('of a reversed purchase compares the amounts in its own currency', async () => {
    const { id } = await insertTransaction(
      world.db,
      place,
      { ...APPROVED, hold_bill: cents(1), released: cents(1839), released_original: 1700n },
      NOW,
    )
    expect((await second(id)).body.lifecycle).toMatchObject({ state: 'COMPLETE', outcome: 'REVERSED' })
  })

  test('of an approval that came too late is that of a reversed purchase, not of a decline', async () => {
    const unheard = { ...APPROVED, state: 'CLOSED', hold_bill: 0n, decline_code: 'C010' } as const
    const released = { released: cents(1840), released_original: 1700n }
    const { id } = await insertTransaction(world.db, place, { ...unheard, ...released }, NOW)
    expect((await second(id)).body).toMatchObject({
      decline_reason: null,
      lifecycle: { state: 'COMPLETE', outcome: 'REVERSED' },
    })
  })

  test.each([
    ['WALLET_DEPOSIT', null],
    ['VISA_DIRECT_DEPOSIT', 'VISA_DIRECT'],
  ] as const)('of a %s is simple, and has neither status nor balances', async (operation, channel) => {
    const event = { operation, bill_amount: cents(1000) }
    const id =
      channel === null
        ? await insertEvent(world.db, place, event, NOW)
        : (
            await insertTransaction(
              world.db,
              place,
              { kind: 'CREDIT', state: 'CLOSED', channel, decidedBy: 0, events: [event] },
              NOW,
            )
          ).events[0]
    const { body } = await second(id)
    expect(body).toMatchObject({
      id,
      operation,
      bill_amount: 10,
      merchant_name: null,
      merchant_city: null,
      company_response: null,
      lifecycle: { state: 'SIMPLE', outcome: 'NONE', event_count: 1, events: [{ id }] },
    })
    expect(body.transaction_id).toBe(body.lifecycle.transaction_id)
    for (const field of ['status', 'original_balance', 'new_balance']) expect(body).not.toHaveProperty(field)
  })
})

test.each([first, second])('ids that name no movement of this card are not found', async (get) => {
  const other = await world.card(place.companyId)
  const elsewhere = await insertTransaction(world.db, { ...place, cardId: other }, APPROVED, NOW)
  for (const id of [newId(), 'nonsense', "'%3B--", elsewhere.id, elsewhere.events[0], place.cardId]) {
    const { status, body } = await get(id)
    expect([status, body.code, body.message]).toEqual([
      404,
      'NOT_FOUND',
      `Movement not found: ${decodeURIComponent(id ?? '')}`,
    ])
  }
  const stranger = await api.client(await world.company(), 1)
  expect((await stranger('GET', `/cards/transactions/${other}/${elsewhere.id}`)).status).toBe(404)
  expect((await call('GET', `/cards/transactions/nonsense/${elsewhere.id}`)).status).toBe(404)
})
