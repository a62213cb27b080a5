import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type CardApi, type CardCall, startCardApi } from '../../../tests/harness/card-api.ts'
import { type CardWorld, startCardWorld } from '../../../tests/harness/card-world.ts'
import { newId } from '../../kernel/ids.ts'
import { APPROVED, cents, DECLINED, insertEvent, insertTransaction, type Place } from './history.fixture.ts'
import { reportingRoutes } from './routes.ts'

const NOW = '2026-09-02T08:00:00.000Z'
const EVERYTHING =
  'operations=AUTHORIZATION,TRANSACTION_APPROVED,CLEARING,TRANSACTION_REJECTED,REVERSAL,REFUND&operations=WALLET_DEPOSIT' +
  '&operations=WALLET_WITHDRAWAL,WARRANTY_DEPOSIT,WARRANTY_WITHDRAWAL,OVERRIDE_VIRTUAL_BALANCE,VISA_DIRECT_DEPOSIT'

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
  call('GET', `/cards/transactions/${cardId}/search?${query}`)
const at = (time: string) => new Date(time)

describe('a movement in the first shape', () => {
  test('an approval shows amount, currency, rate, merchant, balances and its six fees', async () => {
    const { events } = await insertTransaction(world.db, place, APPROVED, at(NOW))
    const { status, body, text } = await search('operations=TRANSACTION_APPROVED')
    expect(status).toBe(200)
    expect(body).toEqual({
      number_of_elements: 1,
      next_page: null,
      total_pages: 1,
      total_elements: 1,
      movements: [
        {
          id: events[1],
          datetime: NOW,
          operation: 'TRANSACTION_APPROVED',
          bill_amount: 18.4,
          bill_currency: 'USD',
          transaction_amount: 17,
          transaction_currency: 'EUR',
          exchange_rate: 1.082353,
          merchant_name: 'Kiosk 12',
          original_balance: 100,
          new_balance: 81.4,
          status: 'SUCCESS',
          decline_reason: null,
          fee_fx_provider: 0.05,
          fee_fx_client: 0.15,
          fee_atm_provider: 0,
          fee_atm_client: 0,
          fee_deposit_provider: 0,
          fee_deposit_client: 0,
        },
      ],
    })
    expect(text).toContain('"exchange_rate":1.082353')
  })

  test("a decline shows its reason from the table; the amount has its currency's digits; the card has no balance", async () => {
    await insertTransaction(world.db, place, { ...DECLINED, merchant: null }, at(NOW))
    const { body } = await search('operations=TRANSACTION_REJECTED')
    expect(body.movements).toMatchObject([
      {
        transaction_amount: 500,
        transaction_currency: 'JPY',
        status: 'FAILED',
        merchant_name: 'NO MERCHANT NAME',
        original_balance: null,
        new_balance: null,
        decline_reason: {
          code: 'M102',
          simple_reason: 'Declined due to insufficient card balance',
          detailed_reason: "The card's balance does not cover amount and fees.",
          next_step: 'Top up the card.',
        },
      },
    ])
  })

  test('a deposit has no merchant; amounts beyond the precision of floats are exact', async () => {
    await insertEvent(
      world.db,
      place,
      { operation: 'WALLET_DEPOSIT', bill_amount: 9_007_199_254_740_993_000_001n, fee_deposit_client: 1n },
      at(NOW),
    )
    const { body, text } = await search('operations=WALLET_DEPOSIT')
    expect(body.movements).toMatchObject([{ merchant_name: null, exchange_rate: null, decline_reason: null }])
    expect(text).toContain('"bill_amount":9007199254740993.000001,')
    expect(text).toContain('"fee_deposit_client":0.000001}')
  })
})

describe('which movements are listed', () => {
  test('newest business time first, also where ids say otherwise; pages cut the list', async () => {
    const late = await insertEvent(
      world.db,
      place,
      { operation: 'WALLET_DEPOSIT' },
      at('2026-09-02T07:00:00Z'),
    )
    const early = await insertEvent(
      world.db,
      place,
      { operation: 'WALLET_DEPOSIT' },
      at('2026-09-01T07:00:00Z'),
    )
    const tie = await insertEvent(
      world.db,
      place,
      { operation: 'WALLET_DEPOSIT' },
      at('2026-09-01T07:00:00Z'),
    )
    const ids = async (query: string) =>
      (await search(`operations=WALLET_DEPOSIT&${query}`)).body.movements.map((m: { id: string }) => m.id)
    expect(await ids('')).toEqual([late, tie, early])
    expect(await ids('size=2')).toEqual([late, tie])
    expect(await ids('size=2&page_number=2')).toEqual([early])
    expect(await ids('size=2&page_number=2147483647')).toEqual([])
    const { body } = await search('operations=WALLET_DEPOSIT&size=2')
    expect(body).toMatchObject({ number_of_elements: 2, next_page: 2, total_pages: 2, total_elements: 3 })
  })

  test('of the last 7 days unless dates are given; a day belongs to a range whole', async () => {
    const times = ['2026-08-25T23:59:59.999Z', '2026-08-26T00:00:00.000Z', '2026-09-02T23:59:59.999Z']
    for (const time of times) await insertEvent(world.db, place, { operation: 'WALLET_DEPOSIT' }, at(time))
    const found = async (query: string) =>
      (await search(`operations=WALLET_DEPOSIT&${query}`)).body.movements.map(
        (m: { datetime: string }) => m.datetime,
      )
    expect(await found('')).toEqual([times[2], times[1]])
    expect(await found('from_date=&to_date=')).toEqual([times[2], times[1]])
    expect(await found('from_date=2026-08-25')).toEqual([times[2], times[1], times[0]])
    expect(await found('from_date=2026-08-25&to_date=2026-08-25')).toEqual([times[0]])
    expect(await found('from_date=2026-08-26T00:00:00Z&to_date=2026-08-26T02:00:00+02:00')).toEqual([
      times[1],
    ])
    expect(await found('from_date=0000-01-01&to_date=9999-12-31T23:59:59-12:00')).toHaveLength(3)
  })

  test('only of the operations and the status asked for, under their aliases and in any case', async () => {
    await insertTransaction(world.db, place, APPROVED, at(NOW))
    await insertTransaction(world.db, place, DECLINED, at(NOW))
    const found = async (query: string) =>
      (await search(query)).body.movements.map((m: { operation: string }) => m.operation)
    expect(await found('operations=authorization')).toEqual(Array(2).fill('TRANSACTION_AUTHORIZATION'))
    expect(await found(EVERYTHING)).toHaveLength(4)
    expect(await found(`${EVERYTHING}&status=failed`)).toEqual(['TRANSACTION_REJECTED'])
    expect(await found(`${EVERYTHING}&status=FAILED,SUCCESS`)).toHaveLength(4)
    expect(await found(`${EVERYTHING}&status=TIME_CANCELED&status=PENDING`)).toEqual([])
    expect(await found('operations=WARRANTY_WITHDRAWAL')).toEqual([])
    expect(await found(`${EVERYTHING}&sort_field=x&sort_order=y&unknown=1`)).toHaveLength(4)
  })

  test("another card's movements and another company's are not seen", async () => {
    await insertTransaction(world.db, place, APPROVED, at(NOW))
    const other = await world.card(place.companyId)
    expect((await search(EVERYTHING, other)).body.total_elements).toBe(0)
    const stranger = await api.client(await world.company(), 1)
    const refused = await stranger('GET', `/cards/transactions/${place.cardId}/search?${EVERYTHING}`)
    expect([refused.status, refused.body.message]).toEqual([404, 'Card not found'])
  })

  test('a deleted card is searched like any other', async () => {
    await insertTransaction(world.db, place, APPROVED, at(NOW))
    await world.db.updateTable('cards').set({ status: 'DELETED' }).where('id', '=', place.cardId).execute()
    expect((await search(EVERYTHING)).body.total_elements).toBe(2)
  })
})

describe('what a search refuses', () => {
  test.each([
    ['', 412, 'VAL', "At least one operation must be specified in the 'operations' parameter."],
    [
      'operations=,%20,',
      412,
      'VAL',
      "At least one operation must be specified in the 'operations' parameter.",
    ],
    [
      'operations=PURCHASE,REFUND,x%27;--',
      412,
      'VAL',
      "Operations [PURCHASE, x';--] are not available. Available operations: [TRANSACTION_AUTHORIZATION, TRANSACTION_APPROVED, " +
        'TRANSACTION_CLEARED, TRANSACTION_REJECTED, TRANSACTION_REVERSED, TRANSACTION_REFUND, WALLET_DEPOSIT, WALLET_WITHDRAWAL, ' +
        'WARRANTY_DEPOSIT, WARRANTY_WITHDRAWAL, OVERRIDE_VIRTUAL_BALANCE, VISA_DIRECT_DEPOSIT]',
    ],
    ['operations=REFUND&from_date=yesterday', 400, 'APP_ERROR', 'Dates are not valid.'],
    ['operations=REFUND&to_date=2026-02-30', 400, 'APP_ERROR', 'Dates are not valid.'],
    ["operations=REFUND&from_date=2026-01-01'%20OR%201=1", 400, 'APP_ERROR', 'Dates are not valid.'],
    ['operations=REFUND&from_date=2026-09-02&to_date=2026-09-01', 400, 'APP_ERROR', 'Dates are not valid.'],
    ['operations=REFUND&from_date=2099-01-01', 400, 'APP_ERROR', 'Dates are not valid.'],
    ['operations=REFUND&size=0', 400, 'BAD_REQUEST', 'size must be a whole number from 1'],
    ['operations=REFUND&size=1e9', 400, 'BAD_REQUEST', 'size must be a whole number from 1'],
    ['operations=REFUND&page_number=-1', 400, 'BAD_REQUEST', 'page_number must be a whole number from 1'],
    ['operations=REFUND&status=DONE', 400, 'VALUE_NOT_ALLOWED', 'Sent request is invalid'],
  ])('%s', async (query, status, code, message) => {
    const refused = await search(query)
    expect([refused.status, refused.body.code, refused.body.message]).toEqual([status, code, message])
  })

  test.each(['nonsense', newId(), "'%20OR%20true--"])('the card %s', async (cardId) => {
    const first = await search(EVERYTHING, cardId)
    expect([first.status, first.body.code, first.body.message]).toEqual([404, 'NOT_FOUND', 'Card not found'])
  })

  test('a key without a level of cards', async () => {
    const closed = await api.client(place.companyId, 0)
    expect((await closed('GET', `/cards/transactions/${place.cardId}/search?${EVERYTHING}`)).status).toBe(401)
  })
})

test('a push credit shows its amount and no merchant, whatever the network gave', async () => {
  await insertTransaction(
    world.db,
    place,
    {
      kind: 'CREDIT',
      state: 'CLOSED',
      channel: 'VISA_DIRECT',
      refunded: cents(500),
      decidedBy: 0,
      events: [{ operation: 'VISA_DIRECT_DEPOSIT', bill_amount: cents(500), original_amount: 500n }],
    },
    at(NOW),
  )
  const { body } = await search('operations=VISA_DIRECT_DEPOSIT')
  expect(body.movements).toMatchObject([{ bill_amount: 5, transaction_amount: 5, merchant_name: null }])
})
