import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { derivedId, isId, newId, newTraceId } from './ids.ts'

afterEach(() => {
  vi.useRealTimers()
})

test('ids are UUIDs of version 7 that carry the time', () => {
  const before = Date.now()
  const id = newId()
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  const ms = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
  expect(ms).toBeGreaterThanOrEqual(before)
  expect(ms).toBeLessThanOrEqual(Date.now() + 1)
})

test('ids rise strictly: many within one millisecond, and when the clock goes back', () => {
  vi.useFakeTimers({ now: Date.now() + 60_000 })
  const ids = Array.from({ length: 10_000 }, newId)
  vi.setSystemTime(Date.now() - 3_600_000)
  ids.push(...Array.from({ length: 100 }, newId))
  for (const [i, id] of ids.slice(1).entries()) expect(id > (ids[i] ?? '')).toBe(true)
})

test('derived ids are the same for the same parts, and only for them', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), (a, b) => {
      expect(derivedId(...a)).toBe(derivedId(...a))
      expect(derivedId(...a) === derivedId(...b)).toBe(JSON.stringify(a) === JSON.stringify(b))
      expect(derivedId(...a)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }),
  )
})

test('only UUIDs are taken for ids, in either case', () => {
  expect(isId(newId())).toBe(true)
  expect(isId(newId().toUpperCase())).toBe(true)
  for (const text of ['', 'list', `${newId()}0`, `${newId()}\n`, '{}', "' OR 1=1"])
    expect(isId(text)).toBe(false)
})

test('trace ids are 32 hex digits', () => {
  expect(newTraceId()).toMatch(/^[0-9a-f]{32}$/)
})
