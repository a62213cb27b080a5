import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CardApi, startCardApi } from '../../../../tests/harness/card-api.ts'
import { type CardWorld, startCardWorld } from '../../../../tests/harness/card-world.ts'
import { newId } from '../../../kernel/ids.ts'
import { pdfTexts } from '../../../kernel/pdf/pdf-text.fixture.ts'
import { APPROVED, cents, DECLINED, insertEvent, insertTransaction, type Place } from '../history.fixture.ts'
import { reportingRoutes } from '../routes.ts'

const NOW = new Date('2026-09-02T08:00:00.000Z')

let world: CardWorld
let api: CardApi
beforeAll(async () => {
  world = await startCardWorld()
  api = await startCardApi(world, reportingRoutes({ config: { cards: world.config } }))
})
afterAll(async () => {
  await api.stop()
  await world.drop()
})

async function newPlace(approvalMethod: 'TOP_UP' | 'NONE' = 'TOP_UP'): Promise<Place> {
  const companyId = await world.company()
  return { companyId, cardId: await world.card(companyId, { approvalMethod }) }
}

async function download({ companyId, cardId }: Place, query = '') {
  const call = await api.client(companyId, 1)
  return call('GET', `/cards/transactions/${cardId}/pdf?${query}`)
}

async function downloadTexts(place: Place, query = ''): Promise<string[]> {
  const { status, headers, bytes } = await download(place, query)
  expect([status, headers.get('content-type')]).toEqual([200, 'application/pdf'])
  return pdfTexts(bytes)
}

test('a statement names company, holder, card and period, and may not be cached', async () => {
  const place = await newPlace()
  const { headers, bytes } = await download(place, 'from_date=2026-08-01&to_date=2026-08-31')
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('content-disposition')).toBe(
    'attachment; filename="statement-0191-2026-08-01-to-2026-08-31.pdf"',
  )
  const texts = pdfTexts(bytes)
  for (const text of ['A company', 'ANA RUIZ', '•••• 0191', '01 Aug 2026 to 31 Aug 2026', '02 Sep 2026'])
    expect(texts).toContain(text)
  expect(texts).toContain('No movements in this period.')
  expect(texts).toContain('Page 1 of 1')
})

test('opening balance, money in, money out and closing balance of a TOP_UP card add up, whatever came when', async () => {
  const place = await newPlace()
  const deposit = { operation: 'WALLET_DEPOSIT', original_balance: 0n } as const
  await insertEvent(
    world.db,
    place,
    { ...deposit, bill_amount: cents(150_000), fee_deposit_client: cents(1), new_balance: cents(149_999) },
    new Date('2026-08-01T00:00:00Z'),
  )
  await insertEvent(
    world.db,
    place,
    {
      operation: 'OVERRIDE_VIRTUAL_BALANCE',
      bill_amount: cents(139_999),
      original_balance: cents(149_999),
      new_balance: cents(10_000),
    },
    new Date('2026-09-01T00:00:00Z'),
  )
  await insertTransaction(world.db, place, APPROVED, NOW)
  await insertTransaction(world.db, place, { ...DECLINED, merchant: null }, NOW)
  const texts = await downloadTexts(place, 'from_date=2026-09-01')
  const after = (label: string) => texts[texts.indexOf(label) + 1]
  expect(after('OPENING BALANCE')).toBe('1,499.99')
  expect(after('MONEY IN')).toBe('0.00')
  expect(after('MONEY OUT')).toBe('1,418.59')
  expect(after('CLOSING BALANCE, USD')).toBe('81.40')
  const rows = texts.join('|')
  expect(rows).toContain('|Balance set by the company|Correction|Done|-1,399.99|100.00|')
  expect(rows).toContain('|02 Sep 2026 08:00|Kiosk 12|Approved|Done|17.00 EUR|-18.60|81.40|')
  expect(rows).toContain('|NO MERCHANT NAME|Declined|Failed|500 JPY|3.31|81.40|')
  expect(rows).toContain('|Approved|Done|1|18.60|')
  expect(rows).not.toContain('TRANSACTION_')
})

test('a card without a balance of its own shows what was approved, released, refunded and settled', async () => {
  const place = await newPlace('NONE')
  const plain = { original_balance: null, new_balance: null }
  const events = APPROVED.events.map((event) => ({ ...event, ...plain }))
  await insertTransaction(world.db, place, { ...APPROVED, events }, NOW)
  const texts = await downloadTexts(place)
  const after = (label: string) => texts[texts.indexOf(label) + 1]
  expect(after('APPROVED')).toBe('18.60')
  expect(after('SETTLED, USD')).toBe('0.00')
  expect(texts).not.toContain('BALANCE')
})

test('names in any script, and no names at all, are shown as well as the font can', async () => {
  const place = await newPlace()
  await world.db
    .updateTable('companies')
    .set({ name: 'Straße 日本 😀 \u202e GmbH' })
    .where('company_id', '=', place.companyId)
    .execute()
  await world.db.updateTable('cards').set({ holder_name: 'ŁUCJA Ó' }).where('id', '=', place.cardId).execute()
  for (const name of ['', '   ', 'x'.repeat(5_000), 'Ресторан', '\u0007bell', '(((\\)', '🍣'])
    await insertTransaction(world.db, place, { ...APPROVED, merchant: { name } }, NOW)
  const texts = await downloadTexts(place)
  expect(texts).toContain('Straße ?? ? GmbH')
  expect(texts).toContain('LUCJA Ó')
  expect(texts.filter((text) => text === 'NO MERCHANT NAME')).toHaveLength(2)
  expect(texts).toContain('bell')
  expect(texts).toContain('(((\\)')
})

test('of more movements than are listed the statement says so, and its balances and totals are of all', async () => {
  const place = await newPlace()
  await sql`
    INSERT INTO card_events (company_id, card_id, id, operation, status, bill_amount, original_amount, currency,
                             original_balance, new_balance, created_at)
    SELECT ${place.companyId}, ${place.cardId}, gen_random_uuid(), 'WALLET_DEPOSIT', 'SUCCESS', 1000000, 100, 'USDC',
           (n - 1) * 1000000::numeric, n * 1000000::numeric, ${NOW}
    FROM generate_series(1, 10001) n`.execute(world.db)
  const texts = await downloadTexts(place)
  expect(texts.join('|')).toContain('The period has 10,001 movements; the first 10,000 are listed.')
  expect(texts[texts.indexOf('CLOSING BALANCE, USD') + 1]).toBe('10,001.00')
  const pages = texts.filter((text) => /^Page \d+ of \d+$/.test(text))
  expect(pages).toEqual(pages.map((_, index) => `Page ${index + 1} of ${pages.length}`))
  expect(texts.filter((text) => text === 'Deposit to the card')).toHaveLength(10_000)
})

describe('what a statement refuses', () => {
  test('a card that is not there', async () => {
    const place = await newPlace()
    const foreign = await newPlace()
    for (const cardId of [newId(), 'nonsense', foreign.cardId]) {
      const { status, body } = await download({ ...place, cardId })
      expect([status, body.code, body.message]).toEqual([412, 'VAL', 'Card not found'])
    }
  })

  test.each(['from_date=x', 'to_date=2026-13-01', 'from_date=2026-09-02&to_date=2026-09-01'])(
    'dates: %s',
    async (query) => {
      const { status, body } = await download(await newPlace(), query)
      expect([status, body.code, body.message]).toEqual([400, 'APP_ERROR', 'Dates are not valid.'])
    },
  )

  test('but not a deleted card', async () => {
    const place = await newPlace()
    await world.db.updateTable('cards').set({ status: 'DELETED' }).where('id', '=', place.cardId).execute()
    expect((await download(place)).status).toBe(200)
  })
})
