import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CardWorld, startCardWorld } from '../../../tests/harness/card-world.ts'
import { newId } from '../../kernel/ids.ts'
import { type CardHistory, HISTORY_MS } from './history.ts'
import { loadHistories } from './load-histories.ts'

let world: CardWorld
const NOW = new Date('2026-09-02T08:00:00.000Z')

beforeAll(async () => {
  world = await startCardWorld()
})
afterAll(async () => {
  await world.drop()
})

interface Past {
  readonly ago: number
  readonly amount: bigint | null
  readonly mcc?: string | null
  readonly country?: string | null
}

async function insertPast(companyId: string, cardId: string, past: readonly Past[]): Promise<void> {
  await world.db
    .insertInto('card_transactions')
    .values(
      past.map(({ ago, amount, mcc = null, country = null }) => ({
        company_id: companyId,
        card_id: cardId,
        id: newId(),
        kind: 'PURCHASE',
        state: 'OPEN',
        channel: 'POS',
        currency: 'USD',
        history_amount: amount,
        mcc,
        country,
        created_at: new Date(NOW.getTime() - ago),
      })),
    )
    .execute()
}

async function load(companyId: string, ...cardIds: string[]): Promise<Map<string, CardHistory>> {
  return loadHistories(
    world.db,
    cardIds.map((cardId) => ({ companyId, cardId })),
    NOW,
  )
}

test('each card gets its own approved purchases of 90 days, and one without any an empty history', async () => {
  const companyId = await world.company()
  const [one, other, none] = [newId(), newId(), newId()]
  await insertPast(companyId, one, [
    { ago: 5_000, amount: 2n * 10n ** 15n, mcc: '5411', country: 'FRA' },
    { ago: 1_000, amount: 7n, mcc: '0742', country: 'ESP' },
    { ago: 500, amount: null, mcc: '4511' },
    { ago: HISTORY_MS, amount: 9n, mcc: '4511' },
  ])
  await insertPast(companyId, other, [{ ago: HISTORY_MS - 1, amount: 3n }])
  const found = await load(companyId, one, other, none)
  const history = found.get(one)
  expect(history?.size).toBe(2)
  expect(history?.last).toEqual({ at: NOW.getTime() - 1_000, country: 'ESP' })
  expect([history?.hasMcc('0742'), history?.hasMcc('5411'), history?.hasMcc('4511')]).toEqual([
    true,
    true,
    false,
  ])
  expect(history?.isAbovePercentile95(2n * 10n ** 15n)).toBe(false)
  expect(history?.isAbovePercentile95(2n * 10n ** 15n + 1n)).toBe(true)
  expect(history?.countSince(NOW.getTime() - 1_001)).toBe(1)
  expect(found.get(other)).toMatchObject({ size: 1, last: { country: null } })
  expect(found.get(none)?.size).toBe(0)
})

test('of more than 1,000 purchases the newest are loaded', async () => {
  const companyId = await world.company()
  const cardId = newId()
  await insertPast(
    companyId,
    cardId,
    Array.from({ length: 1_200 }, (_, n) => ({ ago: n * 1_000, amount: BigInt(n + 1) })),
  )
  const history = (await load(companyId, cardId)).get(cardId)
  expect(history?.size).toBe(1_000)
  expect(history?.countSince(NOW.getTime() - 1_000_000)).toBe(1_000)
  expect(history?.isAbovePercentile95(950n)).toBe(false)
  expect(history?.isAbovePercentile95(951n)).toBe(true)
})

test('what was not approved is not in the history, however much of it there is', async () => {
  const companyId = await world.company()
  const cardId = newId()
  await insertPast(
    companyId,
    cardId,
    Array.from({ length: 2_000 }, (_, n) => ({ ago: n, amount: n % 200 === 0 ? 1n : null })),
  )
  expect((await load(companyId, cardId)).get(cardId)?.size).toBe(10)
})

test('nobody else sees the purchases of a company', async () => {
  const companyId = await world.company()
  const cardId = newId()
  await insertPast(companyId, cardId, [{ ago: 1, amount: 1n }])
  expect((await load(await world.company(), cardId)).get(cardId)?.size).toBe(0)
})
