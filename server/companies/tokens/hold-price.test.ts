import { expect, test } from 'vitest'
import { HELD_MS, holdPrice } from './hold-price.ts'

const NOW = new Date('2026-03-01T00:00:00Z')
const LATER = new Date(NOW.getTime() + HELD_MS)
const priced = (usd_price: string, held_price: string | null = null, held_until: Date | null = null) => ({
  usd_price,
  held_price,
  held_until,
})

test('a lower price leaves the higher one standing for a day', () => {
  expect(holdPrice([priced('2.5')], '0.000001', NOW)).toEqual({ held_price: '2.5', held_until: LATER })
})

test('a first price is not believed for a day, nor is one that follows it within that', () => {
  const first = holdPrice([], '0.000001', NOW)
  expect(first).toEqual({ held_price: null, held_until: LATER })
  const hour = new Date(NOW.getTime() + 3_600_000)
  const again = { held_price: null, held_until: new Date(hour.getTime() + HELD_MS) }
  expect(holdPrice([{ usd_price: '0.000001', ...first }], '5', hour)).toEqual(again)
  expect(holdPrice([{ usd_price: '0.000001', ...first }], '5', LATER)).toEqual({
    held_price: null,
    held_until: null,
  })
})

test('a higher price, and the same one written otherwise, hold nothing', () => {
  for (const [before, price] of [
    [[priced('2.5')], '2.6'],
    [[priced('10')], '10.0'],
    [[priced('9')], '10'],
  ] as const)
    expect(holdPrice(before, price, NOW)).toEqual({ held_price: null, held_until: null })
})

test('in small steps within a day nothing is gained', () => {
  const first = holdPrice([priced('2.5')], '1', NOW)
  expect(holdPrice([{ usd_price: '1', ...first }], '0.1', NOW)).toEqual({
    held_price: '2.5',
    held_until: LATER,
  })
  const over = new Date(LATER.getTime() + 1)
  expect(holdPrice([{ usd_price: '1', ...first }], '0.1', over).held_price).toBe('1')
})
