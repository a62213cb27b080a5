import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isRefusal, type Refusal } from '../refusal.ts'
import { formA, readAmount, readDateRange, readEnum, readList, readPage, readText } from './fields.ts'

/** The refusal's name and what fills its text; null when it is none. */
function refusalOf(value: unknown): Pick<Refusal, 'name' | 'params'> | null {
  return isRefusal(value) ? { name: value.name, params: value.params } : null
}

describe('readAmount', () => {
  test.each([
    [12, 12n, 0],
    [0.1, 1n, 1],
    ['0.123456', 123_456n, 6],
    [' 1.500000000 ', 15n, 1],
    ['1e3', 1000n, 0],
    [1e-6, 1n, 6],
  ])('%j is read exactly', (value, digits, scale) => {
    expect(readAmount('amount', value)).toEqual({ digits, scale })
  })

  test.each([
    ['NaN', 'MALFORMED'],
    ['', 'MALFORMED'],
    ['12,5', 'MALFORMED'],
    [true, 'MALFORMED'],
    [Number.NaN, 'MALFORMED'],
    [Number.POSITIVE_INFINITY, 'MALFORMED'],
    [undefined, 'MALFORMED'],
    [{}, 'MALFORMED'],
    [0, 'AMOUNT_NOT_POSITIVE'],
    ['-0.1', 'AMOUNT_NOT_POSITIVE'],
    ['-1.1234567', 'AMOUNT_NOT_POSITIVE'],
    ['1.1234567', 'AMOUNT_DECIMALS'],
    ['1e-7', 'AMOUNT_DECIMALS'],
    ['1e-400', 'AMOUNT_DECIMALS'],
    ['1e30', 'AMOUNT_TOO_LARGE'],
    ['1e400', 'AMOUNT_TOO_LARGE'],
    ['9'.repeat(1000), 'AMOUNT_TOO_LARGE'],
  ])('%j is refused as %s', (value, name) => {
    expect(refusalOf(readAmount('amount', value))).toMatchObject({ name })
  })

  test('its options allow zero, other decimals and another text', () => {
    expect(readAmount('amount', 0, { zeroAllowed: true })).toEqual({ digits: 0n, scale: 0 })
    expect(refusalOf(readAmount('amount', '1.123', { decimalsMax: 2 }))?.params).toEqual({
      field: 'amount',
      decimals: '2',
    })
    const refused = readAmount('virtual_balance', -1, { zeroAllowed: true, notPositive: 'NEGATIVE_OVERRIDE' })
    expect(refusalOf(refused)?.name).toBe('NEGATIVE_OVERRIDE')
  })

  test('no value makes it throw, and what it takes is positive with at most six decimals', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.double(), fc.stringMatching(/^-?\d{0,40}\.?\d{0,9}$/)),
        (value) => {
          const read = readAmount('amount', value)
          if (isRefusal(read)) return
          expect(read.digits > 0n && read.scale <= 6 && read.scale >= 0).toBe(true)
        },
      ),
    )
  })
})

describe('readText', () => {
  test('trims, and counts characters as people do', () => {
    expect(readText('alias', '  Customer 42 ')).toBe('Customer 42')
    expect(readText('alias', '😀'.repeat(100))).toBe('😀'.repeat(100))
  })

  test.each([
    ['   ', 'alias is required'],
    [undefined, 'alias is required'],
    [null, 'alias is required'],
    [5, 'alias must be a text'],
    ['x'.repeat(101), 'alias must have 1 to 100 characters'],
  ])('%j is 400', (value, detail) => {
    expect(refusalOf(readText('alias', value))).toEqual({ name: 'MALFORMED', params: { detail } })
  })
})

test('enums are read in any case and refused with what is allowed', () => {
  expect(readEnum('mode', ' immediate', ['IMMEDIATE', 'MANUAL'])).toBe('IMMEDIATE')
  expect(refusalOf(readEnum('mode', 'x', ['IMMEDIATE', 'MANUAL']))).toEqual({
    name: 'VALUE_NOT_ALLOWED',
    params: { field: 'mode', allowed: 'IMMEDIATE, MANUAL' },
  })
})

test('lists are repeated, comma-joined or both', () => {
  expect(readList(undefined)).toEqual([])
  expect(readList('A,B')).toEqual(['A', 'B'])
  expect(readList(['A, B', 'C', ''])).toEqual(['A', 'B', 'C'])
})

describe('pages', () => {
  test.each([
    [{}, { size: 10, page: 1, offset: 0 }],
    [
      { size: '100', page_number: '3' },
      { size: 100, page: 3, offset: 200 },
    ],
    [{ size: '101' }, { size: 100, page: 1, offset: 0 }],
    [{ size: 5 }, { size: 5, page: 1, offset: 0 }],
  ])('%j is %j', (query, page) => {
    expect(readPage(query)).toEqual(page)
  })

  test.each([
    { size: '0' },
    { size: '-1' },
    { size: 'ten' },
    { size: '' },
    { size: '1.5' },
    { page_number: '0' },
  ])('%j is 400', (query) => {
    expect(refusalOf(readPage(query))?.name).toBe('MALFORMED')
  })

  test('the envelope counts pages and names the next one, null on the last', () => {
    const page = { size: 10, page: 1, offset: 0 }
    expect(formA(['a'], 11, page, 'items')).toEqual({
      number_of_elements: 1,
      next_page: 2,
      total_pages: 2,
      total_elements: 11,
      items: ['a'],
    })
    expect(formA([], 11, { ...page, page: 2 }, 'movements')).toMatchObject({ next_page: null, movements: [] })
    expect(formA([], 0, page, 'items')).toMatchObject({ next_page: null, total_pages: 0 })
  })
})

describe('dates', () => {
  test.each([
    ['2026-04-15', '2026-04-15T00:00:00.000Z', '2026-04-15T23:59:59.999Z'],
    ['2026-04-15T10:30:00Z', '2026-04-15T10:30:00.000Z', '2026-04-15T10:30:00.000Z'],
    ['2026-04-15T10:30:00.123456', '2026-04-15T10:30:00.123Z', '2026-04-15T10:30:00.123Z'],
    ['2026-04-15 10:30', '2026-04-15T10:30:00.000Z', '2026-04-15T10:30:00.000Z'],
    ['2026-04-15T10:30:00+02:00', '2026-04-15T08:30:00.000Z', '2026-04-15T08:30:00.000Z'],
    ['2026-04-15T10:30:00 0200', '2026-04-15T08:30:00.000Z', '2026-04-15T08:30:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z', '2024-02-29T23:59:59.999Z'],
  ])('%s is read in UTC', (text, from, to) => {
    expect(readDateRange({ from_date: text, to_date: text })).toEqual({
      from: new Date(from),
      to: new Date(to),
    })
  })

  test.each([
    '2026-02-29',
    '2026-13-01',
    '15.04.2026',
    'yesterday',
    '2026-04-15T25:00',
    '1',
    '2026-04-15T10:30+99:00',
  ])('%s is 400', (text) => {
    expect(refusalOf(readDateRange({ to_date: text }))?.name).toBe('MALFORMED')
  })

  test('no text makes it throw', () => {
    const almost = fc.stringMatching(/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:?\d{2})?)?$/)
    fc.assert(
      fc.property(fc.oneof(fc.string(), almost), (text) => {
        const range = readDateRange({ from_date: text })
        if (!isRefusal(range) && range.from !== null) expect(range.from.getTime()).not.toBeNaN()
      }),
    )
  })
})
