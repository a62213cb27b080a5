import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseExact, writeExact } from './exact-json.ts'

describe('reading', () => {
  test.each([
    ['{"balance":1.123456789012345678}', { balance: '1.123456789012345678' }],
    ['[9007199254740993,-0.10,1e-18,0]', ['9007199254740993', '-0.10', '1e-18', '0']],
    ['12345678901234567890', '12345678901234567890'],
    ['{"text":"12.50 of 3","12":true,"none":null}', { text: '12.50 of 3', 12: true, none: null }],
    [String.raw`["a\"1\"b\\",2]`, ['a"1"b\\', '2']],
  ])('keeps every digit of %s, and no digit of a text', (text, value) => {
    expect(parseExact(text)).toEqual(value)
  })

  test.each(['{"a":1 2}', '[01]', '[1.]', '[-]', '[1.5.5]', '{"a":1', '12abc', '1"x"', ''])(
    'refuses %s, which is no JSON',
    (text) => {
      expect(() => parseExact(text)).toThrow(SyntaxError)
    },
  )

  test('is JSON.parse but for numbers', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseExact(text)).toEqual(withTexts(JSON.parse(text), text))
      }),
    )
  })
})

/** Numbers of JSON.parse as fast-check wrote them: with the same text as JSON.stringify has. */
function withTexts(value: unknown, text: string): unknown {
  return JSON.parse(text, (_key, one) => (typeof one === 'number' ? JSON.stringify(one) : one)) ?? value
}

describe('writing', () => {
  test('a text becomes a number where the contract has one, digit for digit, and nowhere else', () => {
    const input = {
      amount: '1.123456789012345678',
      alias: '42',
      rules: [{ sweep: { amount: '5' }, name: '5' }],
    }
    expect(writeExact(input, new Set(['amount', 'rules.sweep.amount']))).toBe(
      '{"amount":1.123456789012345678,"alias":"42","rules":[{"sweep":{"amount":5},"name":"5"}]}',
    )
  })

  test('what is no number stays the text it is, so that the platform can say what is wrong with it', () => {
    expect(writeExact({ amount: '1,5', phone: '0034' }, new Set(['amount', 'phone']))).toBe(
      '{"amount":"1,5","phone":"0034"}',
    )
  })

  test('a bigint is a number of all its digits', () => {
    expect(writeExact({ value: 123_456_789_012_345_678_901n })).toBe('{"value":123456789012345678901}')
  })

  test('is JSON.stringify for everything else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(writeExact(value)).toBe(JSON.stringify(value))
      }),
    )
    const odd = { gone: undefined, at: new Date(0), list: [undefined, null] }
    expect(writeExact(odd)).toBe(JSON.stringify(odd))
  })
})
