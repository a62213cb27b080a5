import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertySeed } from '../../../tests/harness/seed.ts'
import { sameMonth, sameWeek } from './business-day.ts'
import { checkLimits, checkTransactionLimit, count, giveBack, rollTo, type Spending } from './spending.ts'

const NONE: Spending = { spentDay: '1970-01-01', spentToday: 0n, spentWeek: 0n, spentMonth: 0n }

const step = fc.oneof(
  fc.record({ kind: fc.constant('spend' as const), amount: fc.bigInt(1n, 1_000n) }),
  fc.record({ kind: fc.constant('back' as const), pick: fc.nat(), percent: fc.bigInt(1n, 100n) }),
  fc.record({ kind: fc.constant('more' as const), pick: fc.nat(), amount: fc.bigInt(1n, 1_000n) }),
  fc.record({ kind: fc.constant('days' as const), days: fc.integer({ min: 1, max: 12 }) }),
)

test('the three sums are those of all purchases by the day they counted on, whatever is given back or added later', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let day = '2026-01-25'
      let spending = NONE
      const counted: { day: string; amount: bigint }[] = []
      for (const one of steps) {
        const purchase = 'pick' in one ? counted[one.pick % counted.length] : undefined
        if (one.kind === 'days') day = later(day, one.days)
        else if (one.kind === 'spend') {
          spending = count(spending, day, one.amount)
          counted.push({ day, amount: one.amount })
        } else if (purchase !== undefined) {
          const change = one.kind === 'more' ? -one.amount : (purchase.amount * one.percent) / 100n
          spending = giveBack(spending, purchase.day, change)
          purchase.amount -= change
        }
        const sum = (holds: (then: string) => boolean) =>
          counted.reduce((total, { day: then, amount }) => total + (holds(then) ? amount : 0n), 0n)
        expect(rollTo(spending, day)).toEqual({
          spentDay: day,
          spentToday: sum((then) => then === day),
          spentWeek: sum((then) => sameWeek(then, day)),
          spentMonth: sum((then) => sameMonth(then, day)),
        })
      }
    }),
    { seed: propertySeed('spending') },
  )
})

test('a company that moves its zone westward does not get its day back', () => {
  const spent = count(NONE, '2026-09-02', 50n)
  expect(rollTo(spent, '2026-09-01')).toBe(spent)
  expect(count(spent, '2026-09-01', 5n)).toMatchObject({ spentDay: '2026-09-02', spentToday: 55n })
})

test.each([
  [{ daily: 100n, weekly: null, monthly: null }, 40n, null],
  [{ daily: 100n, weekly: null, monthly: null }, 41n, 'M201'],
  [{ daily: null, weekly: 160n, monthly: null }, 40n, null],
  [{ daily: null, weekly: 160n, monthly: null }, 41n, 'M202'],
  [{ daily: null, weekly: null, monthly: 900n }, 101n, 'M203'],
  [{ daily: null, weekly: 100n, monthly: 100n }, 1n, 'M202'],
  [{ daily: 0n, weekly: 0n, monthly: 0n }, 1n, 'M201'],
  [{ daily: null, weekly: null, monthly: null }, 10n ** 30n, null],
])('a limit of %o lets pass what fits it exactly: %d more', (limits, total, code) => {
  const spending = { spentDay: '2026-09-02', spentToday: 60n, spentWeek: 120n, spentMonth: 800n }
  expect(checkLimits(limits, spending, total)).toBe(code)
})

test.each([
  [{ card: 50n, ceiling: 100n }, 'POS', 50n, null],
  [{ card: 50n, ceiling: 100n }, 'POS', 51n, 'M214'],
  [{ card: 50n, ceiling: 100n }, 'ATM', 100n, null],
  [{ card: 50n, ceiling: 100n }, 'ATM', 101n, 'M204'],
  [{ card: null, ceiling: 100n }, 'ECOMMERCE', 101n, 'M204'],
  [{ card: 500n, ceiling: 100n }, 'ECOMMERCE', 501n, 'M214'],
  [{ card: 0n, ceiling: 100n }, 'ECOMMERCE', 1n, 'M214'],
] as const)(
  "the card's own limit %o is none of cash withdrawals, the ceiling is of all: %s %d",
  (limits, channel, total, code) => {
    expect(checkTransactionLimit(limits, channel, total)).toBe(code)
  },
)

function later(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}
