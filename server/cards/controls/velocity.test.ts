import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertySeed } from '../../../tests/harness/seed.ts'
import { CardHistory } from './history.ts'
import { checkVelocity } from './velocity.ts'

const NOW = new Date('2026-09-02T08:00:00.000Z')

function approvals(...secondsAgo: number[]): CardHistory {
  const history = new CardHistory()
  for (const seconds of secondsAgo) history.add({ at: ago(seconds), amount: 1n, mcc: null, country: null })
  return history
}

function ago(seconds: number): Date {
  return new Date(NOW.getTime() - seconds * 1_000)
}

const rule = (max_authorizations: number, time_window_seconds: number) => ({
  max_authorizations,
  time_window_seconds,
})

test('a window that holds the maximum takes no more', () => {
  expect(checkVelocity([rule(2, 60)], approvals(30), null, NOW)).toBeNull()
  expect(checkVelocity([rule(2, 60)], approvals(30, 10), null, NOW)).toEqual(rule(2, 60))
})

test('the window slides: what is as old as it no longer counts', () => {
  expect(checkVelocity([rule(1, 60)], approvals(60), null, NOW)).toBeNull()
  expect(checkVelocity([rule(1, 60)], approvals(59.999), null, NOW)).toEqual(rule(1, 60))
})

test('of several broken rules the one with the shortest window is named', () => {
  const rules = [rule(2, 3600), rule(2, 60), rule(2, 600)]
  expect(checkVelocity(rules, approvals(3000, 300, 30, 20), null, NOW)).toEqual(rule(2, 60))
  expect(checkVelocity(rules, approvals(3000, 300, 200), null, NOW)).toEqual(rule(2, 600))
})

test('approvals up to the last unblocking do not count', () => {
  expect(checkVelocity([rule(2, 60)], approvals(30, 20), ago(20), NOW)).toBeNull()
  expect(checkVelocity([rule(2, 60)], approvals(30, 20, 10, 5), ago(20), NOW)).toEqual(rule(2, 60))
})

test('a rule is broken exactly when as many approvals as it allows lie in its window', () => {
  const seconds = fc.integer({ min: 0, max: 100 })
  const rules = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 100 })), {
    maxLength: 5,
  })
  fc.assert(
    fc.property(fc.array(seconds), rules, fc.option(seconds), (times, drawn, since) => {
      const sorted = [...times].sort((a, b) => b - a)
      const all = drawn.map(([max, window]) => rule(max, window))
      const broken = all.filter(
        ({ max_authorizations: max, time_window_seconds: window }) =>
          sorted.filter((second) => second < window && (since === null || second < since)).length >= max,
      )
      const shortest = Math.min(...broken.map(({ time_window_seconds: window }) => window))
      const found = checkVelocity(all, approvals(...sorted), since === null ? null : ago(since), NOW)
      expect(found?.time_window_seconds ?? Number.POSITIVE_INFINITY).toBe(shortest)
    }),
    { seed: propertySeed('velocity') },
  )
})
