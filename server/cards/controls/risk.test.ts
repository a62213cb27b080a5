import { expect, test } from 'vitest'
import type { RiskConfig } from '../program.ts'
import { CardHistory } from './history.ts'
import { type RiskSignals, riskScore } from './risk.ts'

const NOW = new Date('2026-09-02T08:30:00.000Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const CAREFUL: RiskConfig = {
  threshold: 800_000n,
  geo_distance_weight: 500_000n,
  mcc_profile_weight: 200_000n,
  amount_baseline_weight: 200_000n,
  time_window_weight: 100_000n,
  decline_rate_weight: 400_000n,
  merchant_country_weight: 0n,
}
const REQUEST = { country: 'ESP', mcc: '5411', bill: 10n, now: NOW } as const

/** One a day at this hour, the newest `newestMs` ago. */
function habit(size: number, newestMs = 24 * HOUR, country: string | null = 'ESP'): CardHistory {
  const history = new CardHistory()
  for (let day = size - 1; day >= 0; day -= 1) {
    const at = new Date(NOW.getTime() - newestMs - day * 24 * HOUR)
    history.add({ at, amount: 10n, mcc: '5411', country })
  }
  return history
}

function signals(
  request: Partial<Parameters<typeof riskScore>[1]>,
  history = habit(5),
  declines: readonly Date[] = [],
  home: string | null = null,
): (keyof RiskSignals)[] {
  const { signals } = riskScore(CAREFUL, { ...REQUEST, ...request }, history, declines, home)
  return (Object.keys(signals) as (keyof RiskSignals)[]).filter((name) => signals[name])
}

test('a purchase like all others gives no signal', () => {
  expect(signals({})).toEqual([])
})

test.each([
  ['less than 4 hours after the last one', 4 * HOUR - 1, 'ESP', 'FRA', true],
  ['exactly 4 hours after it', 4 * HOUR, 'ESP', 'FRA', false],
  ['from the same country', MINUTE, 'ESP', 'ESP', false],
  ['of an unknown country', MINUTE, 'ESP', null, false],
  ['after one of an unknown country', MINUTE, null, 'FRA', false],
])('distance speaks for a purchase %s: %#', (_, since, last, country, expected) => {
  expect(signals({ country }, habit(1, since, last)).includes('geo_distance_weight')).toBe(expected)
})

test('distance needs one earlier purchase', () => {
  expect(signals({ country: 'FRA' }, new CardHistory())).toEqual([])
})

test('category, amount and hour need five purchases', () => {
  const odd = { mcc: '7995', bill: 11n, now: new Date(NOW.getTime() + 3 * HOUR) }
  expect(signals(odd, habit(4))).toEqual([])
  expect(signals(odd, habit(5))).toEqual([
    'mcc_profile_weight',
    'amount_baseline_weight',
    'time_window_weight',
  ])
})

test('a purchase without category gives no signal about it', () => {
  expect(signals({ mcc: null })).toEqual([])
})

test('an amount speaks when it is above the 95th percentile, not at it', () => {
  expect(signals({ bill: 10n })).toEqual([])
  expect(signals({ bill: 11n })).toEqual(['amount_baseline_weight'])
})

test.each([
  [19, 1, false],
  [20, 1, false],
  [21, 1, true],
  [40, 2, false],
  [41, 2, true],
])('an hour is rare when it holds less than 5 %%: of %d purchases %d', (size, inHour, rare) => {
  const history = new CardHistory()
  for (let n = 0; n < size; n += 1) {
    const at = new Date(NOW.getTime() - (size - n) * 24 * HOUR + (n < inHour ? 0 : HOUR))
    history.add({ at, amount: 10n, mcc: '5411', country: 'ESP' })
  }
  expect(signals({}, history)).toEqual(rare ? ['time_window_weight'] : [])
})

test('three declines in less than 24 hours speak', () => {
  const ago = (...hours: number[]) => hours.map((hour) => new Date(NOW.getTime() - hour * HOUR))
  expect(signals({}, habit(5), ago(23.9, 2, 1))).toEqual(['decline_rate_weight'])
  expect(signals({}, habit(5), ago(24, 2, 1))).toEqual([])
  expect(signals({}, habit(5), ago(2, 1))).toEqual([])
})

test("a foreign country speaks when the cardholder's is known", () => {
  expect(signals({ country: 'ESP' }, habit(5), [], 'FRA')).toEqual(['merchant_country_weight'])
  expect(signals({ country: 'ESP' }, habit(5), [], 'ESP')).toEqual([])
  expect(signals({ country: 'ESP' }, habit(5), [], null)).toEqual([])
  expect(signals({ country: null }, habit(5), [], 'FRA')).toEqual([])
})

test('the score is the sum of the weights of what speaks', () => {
  const declines = [NOW, NOW, NOW]
  const request = { ...REQUEST, country: 'FRA', bill: 11n }
  expect(riskScore(CAREFUL, request, habit(5, MINUTE), declines, 'ESP').score).toBe(1_100_000n)
})

test('what is 90 days old is no history', () => {
  expect(signals({ mcc: '7995' }, habit(5, 87 * 24 * HOUR))).toEqual([])
})
