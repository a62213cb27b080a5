import { expect, test } from 'vitest'
import { JITTER_MS_MAX, nextAttemptAt } from './ladder.ts'

const FIRST = new Date('2026-09-02T08:00:00.000Z')
const at = (ms: number) => new Date(FIRST.getTime() + ms)

test.each([
  [1, 1],
  [2, 2],
  [3, 4],
  [4, 8],
  [5, 16],
  [6, 32],
  [7, 64],
  [8, 128],
  [9, 256],
])('after failed attempt %i the next comes %i s later, on both ladders', (attempts, seconds) => {
  const failedAt = at(123_456)
  for (const ladder of ['long', 'short'] as const)
    expect(nextAttemptAt({ attempts, firstAttemptAt: FIRST, failedAt }, ladder, 0.999)).toEqual(
      new Date(failedAt.getTime() + seconds * 1_000),
    )
})

test.each([
  [10, 0, 35],
  [11, 2, 35],
  [12, 7, 35],
  [13, 17, 35],
  [14, 31, 35],
  [15, 51, 35],
  [16, 75, 35],
])(
  'after failed attempt %i ladder long goes on %i h %i min after the first attempt',
  (attempts, hours, minutes) => {
    const failed = { attempts, firstAttemptAt: FIRST, failedAt: at(600_000) }
    const expected = (hours * 60 + minutes) * 60_000
    expect(nextAttemptAt(failed, 'long', 0)).toEqual(at(expected))
    expect(nextAttemptAt(failed, 'long', 0.999_999_9)?.getTime()).toBeLessThan(
      at(expected + JITTER_MS_MAX).getTime(),
    )
  },
)

test('ladder long is dead after 17 attempts, short after 10', () => {
  const failed = { firstAttemptAt: FIRST, failedAt: at(600_000) }
  expect(nextAttemptAt({ ...failed, attempts: 17 }, 'long', 0)).toBeNull()
  expect(nextAttemptAt({ ...failed, attempts: 10 }, 'short', 0)).toBeNull()
})
