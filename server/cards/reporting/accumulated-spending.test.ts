import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CardApi, startCardApi } from '../../../tests/harness/card-api.ts'
import { type CardWorld, startCardWorld } from '../../../tests/harness/card-world.ts'
import { jsonb } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { cents } from './history.fixture.ts'
import { reportingRoutes } from './routes.ts'

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

/** Spent on Monday, 31 August 2026. */
async function spentOnMonday(zone: string): Promise<(at: string) => Promise<object>> {
  const companyId = await world.company()
  const cardId = await world.card(companyId)
  await world.db
    .insertInto('card_programs')
    .values({ company_id: companyId, settings: jsonb({ limit_time_zone: zone }) })
    .execute()
  await world.db
    .updateTable('cards')
    .set({
      spent_day: '2026-08-31',
      spent_today: cents(1000),
      spent_week: cents(1001),
      spent_month: cents(3050),
    })
    .where('id', '=', cardId)
    .execute()
  const call = await api.client(companyId, 1)
  return async (at) => {
    world.clock.moveTo(new Date(at))
    return (await call('GET', `/cards/transactions/${cardId}/accumulated-spending`)).body
  }
}

const spent = (daily: number, weekly: number, monthly: number) => ({
  daily_spending: daily,
  weekly_spending: weekly,
  monthly_spending: monthly,
})

test('spending is of today, this week from Monday and this month', async () => {
  const spending = await spentOnMonday('UTC')
  expect(await spending('2026-08-31T23:59:59Z')).toEqual(spent(10, 10.01, 30.5))
  expect(await spending('2026-09-01T00:00:00Z')).toEqual(spent(0, 10.01, 0))
  expect(await spending('2026-09-07T00:00:00Z')).toEqual(spent(0, 0, 0))
})

test("days begin at midnight in the company's zone", async () => {
  const spending = await spentOnMonday('America/New_York')
  expect(await spending('2026-09-01T03:59:59Z')).toEqual(spent(10, 10.01, 30.5))
  expect(await spending('2026-09-01T04:00:00Z')).toEqual(spent(0, 10.01, 0))
})

test('a card that is not there', async () => {
  const call = await api.client(await world.company(), 1)
  for (const id of [newId(), 'nonsense']) {
    const { status, body } = await call('GET', `/cards/transactions/${id}/accumulated-spending`)
    expect([status, body.code, body.message]).toEqual([404, 'NOT_FOUND', 'Card not found.'])
  }
})
