import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CardApi, type CardCall, startCardApi } from '../../../tests/harness/card-api.ts'
import { type CardWorld, startCardWorld } from '../../../tests/harness/card-world.ts'
import { propertySeed } from '../../../tests/harness/seed.ts'
import { jsonb } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { pdfTexts } from '../../kernel/pdf/pdf-text.fixture.ts'
import { startTestNetwork } from '../lifecycle/lifecycle.fixture.ts'
import { cents } from './history.fixture.ts'
import { reportingRoutes } from './routes.ts'

const BALANCE = 1_000_000
const OPERATIONS = 'operations=PURCHASE,VISA_DIRECT_DEPOSIT&size=100'

let world: CardWorld
let api: CardApi
beforeAll(async () => {
  const none = { atmFlat: 0n, atmPercent: 0n, depositPercent: 0n }
  world = await startCardWorld({ providerFees: { ...none, fxPercent: 500_000n } })
  api = await startCardApi(world, reportingRoutes({ config: { cards: world.config } }))
})
afterAll(async () => {
  await api.stop()
  await world.drop()
})

const message = fc.record({
  type: fc.constantFrom(
    ...(['advice', 'advice', 'clearing', 'clearing', 'reversal', 'refund', 'visa_direct'] as const),
  ),
  about: fc.nat(2),
  cents: fc.integer({ min: 1, max: 5_000 }),
  currency: fc.constantFrom('EUR', 'USD'),
  final: fc.boolean(),
})

interface Item {
  readonly id: string
  readonly operation: string
  readonly bill_amount: number
}

/** Cents, of a number that JSON.parse made of exact cents. */
const toCents = (dollars: number) => Math.round(dollars * 100)

async function readCard(call: CardCall, cardId: string) {
  const path = `/cards/transactions/${cardId}`
  const v2 = { 'x-api-version': '2' }
  const { body } = await call('GET', `${path}/search?${OPERATIONS}`, undefined, v2)
  const items: readonly Item[] = body.movements
  const details = await Promise.all(
    items.map(async ({ id }) => (await call('GET', `${path}/${id}`, undefined, v2)).body),
  )
  const texts = pdfTexts((await call('GET', `${path}/pdf`)).bytes)
  const closing = texts[texts.indexOf('CLOSING BALANCE, USD') + 1] ?? ''
  return { items, total: body.total_elements, details, closing: toCents(Number(closing.replaceAll(',', ''))) }
}

it('the purchases listed, with their fees, are exactly what left the card, however they came about', async () => {
  const property = fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 14 }), async (messages) => {
    const companyId = await world.company({ holding: cents(10_000_000) })
    await world.db
      .insertInto('card_programs')
      .values({ company_id: companyId, fees: jsonb({ fx_percentage: '1500000' }) })
      .execute()
    const cardId = await world.card(companyId, { balance: cents(BALANCE) })
    const network = startTestNetwork(world, companyId)
    for (const { type, about, cents, currency, final } of messages)
      await network.send(cardId, { type, ref: `ref-${cardId}-${about}`, cents, currency, more: { final } })

    const { items, total, details, closing } = await readCard(await api.client(companyId, 1), cardId)
    const { available } = await world.balance(companyId, 'CARD_BALANCE', cardId)
    const left = BALANCE - Number(available / 10_000n)
    const purchases = items.filter(({ operation }) => operation === 'PURCHASE')
    const credits = items.filter(({ operation }) => operation !== 'PURCHASE')
    const sum = (list: readonly Item[]) =>
      list.reduce((all, { bill_amount }) => all + toCents(bill_amount), 0)
    expect(total).toBe(items.length)
    expect(sum(purchases) - sum(credits)).toBe(left)
    expect(closing + left).toBe(0)
    for (const [index, detail] of details.entries()) {
      const fees = ['fx_provider', 'fx_client', 'atm_provider', 'atm_client'].map(
        (name) => detail[`fee_${name}`],
      )
      const withFees = [detail.bill_amount, ...fees].reduce(
        (all: number, one: number) => all + toCents(one),
        0,
      )
      expect(withFees).toBe(toCents(items[index]?.bill_amount ?? Number.NaN))
      expect(detail.id).toBe(items[index]?.id)
      expect(detail.lifecycle.event_count).toBe(detail.lifecycle.events.length)
    }
  })
  await fc.assert(property, { seed: propertySeed('reporting'), numRuns: 25, endOnFailure: true })
}, 120_000)

it('an id of a webhook, of the event or of the transaction, opens the purchase', async () => {
  const companyId = await world.company({ holding: cents(100_000) })
  const cardId = await world.card(companyId, { balance: cents(10_000) })
  const network = startTestNetwork(world, companyId)
  const ref = newId()
  for (const type of ['advice', 'clearing', 'refund'] as const)
    await network.send(cardId, { type, ref, cents: 1_000 })
  const call = await api.client(companyId, 1)
  const told = await network.webhooks(cardId)
  expect(told).toHaveLength(3)
  for (const { operation_id } of told) {
    const { body } = await call('GET', `/cards/transactions/${cardId}/${operation_id}`, undefined, {
      'x-api-version': '2',
    })
    expect(body).toMatchObject({
      operation: 'PURCHASE',
      bill_amount: 0,
      lifecycle: { state: 'COMPLETE', outcome: 'REFUNDED' },
    })
  }
})
