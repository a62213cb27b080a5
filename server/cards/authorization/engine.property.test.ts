import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CardWorld, DOLLAR, startCardWorld } from '../../../tests/harness/card-world.ts'
import { propertySeed } from '../../../tests/harness/seed.ts'
import { jsonb } from '../../kernel/database.ts'
import { type Asked, authorize, purchaseMessage, testAuthorizer } from './authorization.fixture.ts'
import type { Authorizer } from './authorizer.ts'
import { authorizePlainly } from './plain.fixture.ts'

let world: CardWorld
let authorizer: Authorizer
beforeAll(async () => {
  world = await startCardWorld()
  authorizer = testAuthorizer(world)
})
afterAll(async () => {
  await authorizer.stop()
  await world.drop()
})

const CARDS = 3

const asked = fc.record({
  card: fc.nat(CARDS - 1),
  amount: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 4_000 }).map((cents) => cents / 100),
  ),
  currency: fc.constantFrom('USD', 'EUR'),
  channel: fc.constantFrom('ECOMMERCE' as const, 'ATM' as const),
  cvv: fc.constantFrom('P' as const, 'P' as const, 'M' as const, 'N' as const),
  country: fc.constantFrom('FRA', 'ESP', 'PRK'),
})
/** Sent at once: they arrive together and are decided in one or a few batches, in their order. */
const batches = fc.array(
  fc.record({ purchases: fc.array(asked, { minLength: 1, maxLength: 12 }), minutes: fc.nat(600) }),
  { minLength: 1, maxLength: 6 },
)

async function company() {
  const id = await world.company({ holding: 300n * DOLLAR })
  await world.db
    .insertInto('card_programs')
    .values({
      company_id: id,
      velocity_rules: jsonb([{ max_authorizations: 6, time_window_seconds: 3_600 }]),
      risk: jsonb({
        threshold: '900000',
        geo_distance_weight: '500000',
        mcc_profile_weight: '0',
        amount_baseline_weight: '500000',
        time_window_weight: '0',
        decline_rate_weight: '500000',
        merchant_country_weight: '400000',
      }),
      blocked_countries: ['PRK'],
      fees: jsonb({ fx_percentage: '1500000', atm_flat: '2000000' }),
    })
    .execute()
  const options = { balance: 120n * DOLLAR, limits: { daily_limit: 90n * DOLLAR }, homeCountry: 'ESP' }
  const cards = [
    await world.card(id, options),
    await world.card(id, { ...options, limits: {} }),
    await world.card(id, { ...options, approvalMethod: 'NONE' }),
  ]
  return { id, cards }
}

async function stateOf({ id, cards }: { id: string; cards: string[] }) {
  const rows = await world.db
    .selectFrom('cards')
    .selectAll()
    .where('company_id', '=', id)
    .orderBy('id')
    .execute()
  const transactions = await world.db
    .selectFrom('card_transactions')
    .select([
      'card_id',
      'state',
      'decline_code',
      'approved',
      'hold_bill',
      'hold_card',
      'counted',
      'judged',
      'risk_skipped',
    ])
    .where('company_id', '=', id)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return {
    holding: await world.balance(id, 'CARD_HOLDING'),
    balances: await Promise.all(cards.map((card) => world.balance(id, 'CARD_BALANCE', card))),
    cards: rows.map(({ status, spent_today, spent_week, spent_month, wrong_cvvs, declines }) => ({
      status,
      spent_today,
      spent_week,
      spent_month,
      wrong_cvvs,
      declines,
    })),
    transactions: transactions.map(({ card_id, ...row }) => ({ card: cards.indexOf(card_id), ...row })),
  }
}

test('batches answer and leave behind exactly what one transaction per purchase, one after the other, does', async () => {
  const property = fc.asyncProperty(batches, async (given) => {
    const [ours, oracle] = [await company(), await company()]
    for (const { purchases, minutes } of given) {
      world.clock.advance(minutes * 60_000)
      const now = world.clock.now()
      const messages = (of: { id: string; cards: string[] }) =>
        purchases.map(({ card, ...one }) => purchaseMessage(of.id, of.cards[card] ?? '', one satisfies Asked))
      const answers = await Promise.all(messages(ours).map((m) => authorize(authorizer, m)))
      const expected = []
      for (const m of messages(oracle)) expected.push(await authorizePlainly(world.db, world.config, now, m))
      const told = (all: typeof answers) =>
        all.map(({ response_code, decline_code, authorized, cvv_result }) => ({
          response_code,
          decline_code,
          authorized,
          cvv_result,
        }))
      expect(told(answers)).toEqual(told(expected))
    }
    expect(await stateOf(ours)).toEqual(await stateOf(oracle))
  })
  await fc.assert(property, { seed: propertySeed('card purchases'), numRuns: 12 })
  await world.verify()
})
