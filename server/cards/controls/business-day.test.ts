import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertySeed } from '../../../tests/harness/seed.ts'
import { dayIn, isTimeZone, sameMonth, sameWeek } from './business-day.ts'

test.each([
  ['UTC', '2026-03-29T23:59:59.999Z', '2026-03-29'],
  ['Europe/Madrid', '2026-03-28T22:59:59.999Z', '2026-03-28'],
  ['Europe/Madrid', '2026-03-28T23:00:00.000Z', '2026-03-29'],
  ['Europe/Madrid', '2026-03-29T21:59:59.999Z', '2026-03-29'],
  ['Europe/Madrid', '2026-03-29T22:00:00.000Z', '2026-03-30'],
  ['Asia/Kathmandu', '2026-06-01T18:14:59.999Z', '2026-06-01'],
  ['Asia/Kathmandu', '2026-06-01T18:15:00.000Z', '2026-06-02'],
  ['Pacific/Kiritimati', '2026-12-31T10:00:00.000Z', '2027-01-01'],
])('a day begins at midnight of the zone: %s at %s', (zone, at, day) => {
  expect(dayIn(zone, new Date(at))).toBe(day)
})

test('the remembered answer is the one that the calendar gives, in any order of zones and instants', () => {
  const zone = fc.constantFrom(
    'America/St_Johns',
    'Asia/Kathmandu',
    'Europe/Madrid',
    'Pacific/Chatham',
    'UTC',
  )
  const at = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(fc.array(fc.tuple(zone, at)), (asked) => {
      for (const [zone, at] of asked)
        for (const near of [at, new Date(at.getTime() + 60_000)])
          expect(dayIn(zone, near)).toBe(near.toLocaleDateString('sv-SE', { timeZone: zone }))
    }),
    { seed: propertySeed('business day') },
  )
})

test.each([
  ['2026-08-31', '2026-09-06', true],
  ['2026-09-06', '2026-09-07', false],
  ['2025-12-29', '2026-01-04', true],
  ['2026-09-02', '2025-09-02', false],
])('weeks begin on Monday: %s and %s', (a, b, same) => {
  expect(sameWeek(a, b)).toBe(same)
  expect(sameWeek(b, a)).toBe(same)
})

test('the same month is of the same year', () => {
  expect(sameMonth('2026-02-01', '2026-02-28')).toBe(true)
  expect(sameMonth('2026-02-01', '2025-02-01')).toBe(false)
})

test.each([
  ['Europe/Madrid', true],
  ['UTC', true],
  ['Etc/GMT+3', true],
  ['+01:00', false],
  ['Mars/Olympus', false],
  ['', false],
])('only IANA zones are zones: %s', (name, is) => {
  expect(isTimeZone(name)).toBe(is)
})
