import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type CardApi, type CardCall, startCardApi } from '../../../tests/harness/card-api.ts'
import { type CardWorld, startCardWorld } from '../../../tests/harness/card-world.ts'
import { newId } from '../../kernel/ids.ts'
import { APPROVED, cents, DECLINED, insertEvent, insertTransaction, type Place } from './history.fixture.ts'
import { reportingRoutes } from './routes.ts'

const NOW = '2026-09-02T08:00:00.000Z'
const EVERYTHING =
  'operations=PURCHASE,WARRANTY_WITHDRAWAL,WARRANTY_DEPOSIT,WALLET_WITHDRAWAL,WALLET_DEPOSIT,OVERRIDE_VIRTUAL_BALANCE' +
  '&operations=visa_direct_deposit'

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

const search = (query: string, cardId = place.cardId) =>
  call('GET', `/cards/transactions/${cardId}/search?${query}`, undefined, { 'x-api-version': '2' })
const at = (time: string) => new Date(time)

test('a purchase is one item with eight fields, under the id of its approval, fees included', async () => {
  const { events } = await insertTransaction(world.db, place, APPROVED, at(NOW))
  const { body } = await search('operations=purchase')
  expect(body).toEqual({
    number_of_elements: 1,
    next_page: null,
    total_pages: 1,
    total_elements: 1,
    movements: [
      {
        id: events[1],
        datetime: NOW,
        operation: 'PURCHASE',
        bill_amount: 18.6,
        bill_currency: 'USD',
        transaction_amount: 17,
        transaction_currency: 'EUR',
        merchant_name: 'Kiosk 12',
      },
    ],
  })
})

describe('the amount of a purchase is what it comes to by now', () => {
  test.each([
    [
      'released in part',
      { hold_bill: cents(840), released: cents(1000), released_original: 924n },
      8.6,
      7.76,
    ],
    [
      'reversed in full',
      { hold_bill: 0n, released: cents(1840), released_original: 1700n, state: 'CLOSED', fees: {} },
      0,
      0,
    ],
    ['settled', { hold_bill: 0n, settled: cents(1840), settled_original: 1700n, state: 'CLOSED' }, 18.6, 17],
    [
      'settled for less',
      { hold_bill: 0n, settled: cents(1000), settled_original: 924n, state: 'CLOSED' },
      10.2,
      9.24,
    ],
    [
      'settled in part, the rest still held',
      { hold_bill: cents(840), settled: cents(1000), settled_original: 924n },
      18.6,
      17,
    ],
    [
      'settled for more',
      { hold_bill: 0n, settled: cents(2840), settled_original: 2624n, state: 'CLOSED' },
      28.6,
      26.24,
    ],
    [
      'refunded in part',
      {
        hold_bill: 0n,
        settled: cents(1840),
        settled_original: 1700n,
        refunded: cents(920),
        refunded_original: 850n,
        fees_refunded: { fxClient: '75000', fxProvider: '25000' },
        state: 'CLOSED',
      },
      9.3,
      8.5,
    ],
    [
      'refunded in full',
      {
        hold_bill: 0n,
        settled: cents(1840),
        settled_original: 1700n,
        refunded: cents(1840),
        refunded_original: 1700n,
        fees_refunded: { fxClient: '150000', fxProvider: '50000' },
        state: 'CLOSED',
      },
      0,
      0,
    ],
    [
      'refunded more than settled',
      {
        hold_bill: 0n,
        settled: cents(1840),
        settled_original: 1700n,
        refunded: cents(2000),
        refunded_original: 1848n,
        fees_refunded: { fxClient: '150000', fxProvider: '50000' },
        state: 'CLOSED',
      },
      -1.6,
      -1.48,
    ],
  ])('%s', async (_what, fields, bill, original) => {
    await insertTransaction(world.db, place, { ...APPROVED, ...fields }, at(NOW))
    const { body } = await search('operations=PURCHASE')
    expect(body.movements).toMatchObject([{ bill_amount: bill, transaction_amount: original }])
  })
})

test('declines, force-posts and refunds without purchase are purchases; a decline shows what was asked for', async () => {
  const decline = await insertTransaction(world.db, place, DECLINED, at('2026-09-01T01:00:00Z'))
  const forced = await insertTransaction(
    world.db,
    place,
    {
      state: 'CLOSED',
      forced_original: 700n,
      settled: cents(700),
      settled_original: 700n,
      decidedBy: 0,
      events: [{ operation: 'TRANSACTION_CLEARED', bill_amount: cents(700), original_amount: 700n }],
    },
    at('2026-09-01T02:00:00Z'),
  )
  const refund = await insertTransaction(
    world.db,
    place,
    {
      kind: 'CREDIT',
      state: 'CLOSED',
      merchant: null,
      refunded: cents(250),
      refunded_original: 250n,
      decidedBy: 0,
      events: [{ operation: 'TRANSACTION_REFUND', bill_amount: cents(250), original_amount: 250n }],
    },
    at('2026-09-01T03:00:00Z'),
  )
  const { body } = await search('operations=PURCHASE')
  expect(body.total_elements).toBe(3)
  expect(body.movements).toMatchObject([
    { id: refund.events[0], bill_amount: -2.5, transaction_amount: -2.5, merchant_name: 'NO MERCHANT NAME' },
    { id: forced.events[0], bill_amount: 7, transaction_amount: 7 },
    { id: decline.events[1], bill_amount: 3.31, transaction_amount: 500, transaction_currency: 'JPY' },
  ])
})

test('what the company has not decided yet is not listed', async () => {
  const { events } = APPROVED
  await insertTransaction(
    world.db,
    place,
    { ...APPROVED, state: 'ASKED', decidedBy: null, events: events.slice(0, 1) },
    at(NOW),
  )
  expect((await search(EVERYTHING)).body).toMatchObject({ total_elements: 0, movements: [] })
})

test('deposits, withdrawals, corrections and push credits are items of their own, and no events of purchases', async () => {
  await insertTransaction(world.db, place, APPROVED, at('2026-09-01T01:00:00Z'))
  await insertEvent(
    world.db,
    place,
    {
      operation: 'WALLET_DEPOSIT',
      bill_amount: cents(10_000),
      original_amount: 10_000n,
      fee_deposit_client: cents(100),
      fee_deposit_provider: cents(50),
    },
    at('2026-09-01T02:00:00Z'),
  )
  await insertTransaction(
    world.db,
    place,
    {
      kind: 'CREDIT',
      state: 'CLOSED',
      channel: 'POS',
      refunded: cents(500),
      decidedBy: 0,
      events: [{ operation: 'VISA_DIRECT_DEPOSIT', bill_amount: cents(500), original_amount: 500n }],
    },
    at('2026-09-01T03:00:00Z'),
  )
  await insertEvent(
    world.db,
    place,
    { operation: 'OVERRIDE_VIRTUAL_BALANCE', bill_amount: -cents(300), original_amount: -300n },
    at('2026-09-01T04:00:00Z'),
  )
  const { body } = await search(EVERYTHING)
  expect(body.movements).toMatchObject([
    { operation: 'OVERRIDE_VIRTUAL_BALANCE', bill_amount: -3, transaction_amount: -3, merchant_name: null },
    { operation: 'VISA_DIRECT_DEPOSIT', bill_amount: 5, transaction_amount: 5, merchant_name: null },
    { operation: 'WALLET_DEPOSIT', bill_amount: 98.5, merchant_name: null },
    { operation: 'PURCHASE', bill_amount: 18.6 },
  ])
  expect((await search('operations=WALLET_DEPOSIT')).body.total_elements).toBe(1)
})

test('operations are counted and paged, newest start first; the status filter of the first shape is ignored', async () => {
  const ids: (string | undefined)[] = []
  for (const hour of [1, 2, 3])
    ids.unshift(
      (await insertTransaction(world.db, place, APPROVED, at(`2026-09-01T0${hour}:00:00Z`))).events[1],
    )
  const first = (await search(`${EVERYTHING}&size=2&status=nonsense`)).body
  expect(first).toMatchObject({ number_of_elements: 2, next_page: 2, total_pages: 2, total_elements: 3 })
  const second = (await search(`${EVERYTHING}&size=2&page_number=2`)).body
  expect(second.next_page).toBeNull()
  expect([...first.movements, ...second.movements].map(({ id }: { id: string }) => id)).toEqual(ids)
})

describe('what a search refuses', () => {
  test('operations that only the first shape knows', async () => {
    const refused = await search('operations=TRANSACTION_CLEARED,PURCHASE,REFUND')
    expect([refused.status, refused.body.code, refused.body.message]).toEqual([
      412,
      'VAL',
      'Operations [TRANSACTION_CLEARED, REFUND] are not available in version 2 of this endpoint: the search returns one item per ' +
        'operation. Available operations: [PURCHASE, WARRANTY_WITHDRAWAL, WARRANTY_DEPOSIT, WALLET_WITHDRAWAL, WALLET_DEPOSIT, ' +
        'OVERRIDE_VIRTUAL_BALANCE, VISA_DIRECT_DEPOSIT]',
    ])
  })

  test('a card that is not there, by its id', async () => {
    for (const id of [newId(), 'nonsense']) {
      const refused = await search(EVERYTHING, id)
      expect([refused.status, refused.body.message]).toEqual([404, `Card not found: ${id}`])
    }
  })

  test('dates and operations, as the first shape does', async () => {
    expect((await search(`${EVERYTHING}&from_date=x`)).body.message).toBe('Dates are not valid.')
    expect((await search('')).body.message).toBe(
      "At least one operation must be specified in the 'operations' parameter.",
    )
  })
})

test.each(['1', '3', 'two', ''])('X-API-Version %j is the first shape', async (version) => {
  await insertTransaction(world.db, place, APPROVED, at(NOW))
  const path = `/cards/transactions/${place.cardId}/search?operations=AUTHORIZATION`
  const { body } = await call('GET', path, undefined, { 'x-api-version': version })
  expect(body.movements).toMatchObject([{ operation: 'TRANSACTION_AUTHORIZATION', status: 'SUCCESS' }])
})
