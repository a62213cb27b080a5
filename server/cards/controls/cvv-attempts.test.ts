import { expect, test } from 'vitest'
import { judgeCvv } from './cvv-attempts.ts'

const NOW = new Date('2026-09-02T08:00:00.000Z')
const hoursAgo = (...hours: number[]) => hours.map((hour) => new Date(NOW.getTime() - hour * 3_600_000))

test('the third wrong CVV in a row blocks, earlier ones do not', () => {
  const first = judgeCvv('N', [], 3, NOW)
  const second = judgeCvv('N', first.wrongCvvs, 3, NOW)
  const third = judgeCvv('N', second.wrongCvvs, 3, NOW)
  expect([first.code, second.code, third.code]).toEqual(['C102', 'C102', 'C101'])
})

test('a right CVV begins the row anew', () => {
  const right = judgeCvv('M', hoursAgo(2, 1), 3, NOW)
  expect(right).toEqual({ code: null, wrongCvvs: [] })
  expect(judgeCvv('N', right.wrongCvvs, 3, NOW).code).toBe('C102')
})

test('no CVV says nothing', () => {
  expect(judgeCvv('P', hoursAgo(2, 1), 3, NOW)).toEqual({ code: null, wrongCvvs: hoursAgo(2, 1) })
})

test('what is a day old no longer counts', () => {
  expect(judgeCvv('N', hoursAgo(24, 1), 3, NOW)).toEqual({ code: 'C102', wrongCvvs: hoursAgo(1, 0) })
  expect(judgeCvv('N', hoursAgo(23.9, 1), 3, NOW).code).toBe('C101')
})

test('a company that allows one blocks at the first, and no more are kept than it allows', () => {
  expect(judgeCvv('N', [], 1, NOW).code).toBe('C101')
  expect(judgeCvv('N', hoursAgo(3, 2, 1), 2, NOW).wrongCvvs).toHaveLength(2)
})
