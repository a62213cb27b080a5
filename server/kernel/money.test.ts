import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimalToUnits, jsonNumber, moneyToJson, readDecimal, unitsToText } from './money.ts'

const amount = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n })
const decimals = fc.integer({ min: 0, max: 30 })

function unitsOf(text: string, scale: number): bigint | null {
  const read = readDecimal(text)
  if (read.kind !== 'decimal') throw new Error(`${text} is ${read.kind}`)
  return decimalToUnits(read.value, scale)
}

describe('text and units', () => {
  test('every amount of every token survives the way to text and back, to the last unit', () => {
    fc.assert(
      fc.property(amount, decimals, (units, scale) => {
        expect(unitsOf(unitsToText(units, scale), scale)).toBe(units)
      }),
    )
  })

  test('the text is the shortest: no exponent, no needless zero, no bare point', () => {
    fc.assert(
      fc.property(amount, decimals, (units, scale) => {
        expect(unitsToText(units, scale)).toMatch(/^(0|-?(0|[1-9]\d*)(\.\d*[1-9])?)$/)
      }),
    )
  })

  test('with or without an exponent, the units are the same', () => {
    fc.assert(
      fc.property(amount, decimals, (units, scale) => {
        expect(unitsOf(`${units}e-${scale}`, scale)).toBe(units)
        expect(unitsOf(`${units}00E${-scale - 2}`, scale)).toBe(units)
      }),
    )
  })

  test.each([
    ['12', 12_000_000n],
    ['12.50', 12_500_000n],
    ['1.5000000000', 1_500_000n],
    ['1e2', 100_000_000n],
    ['1.5E-3', 1_500n],
    ['-0.000001', -1n],
    ['+5', 5_000_000n],
    ['5.', 5_000_000n],
    ['0e-90', 0n],
    ['0.0000001', null],
  ])('%s has %s millionths', (text, units) => {
    expect(unitsOf(text, 6)).toBe(units)
  })
})

describe('what is no amount', () => {
  test.each(['', ' ', '.', '-', 'NaN', 'Infinity', '0x10', '1,5', '1_000', '1e', 'e5', '1 ', '--1', '١'])(
    '"%s" is not numeric',
    (text) => {
      expect(readDecimal(text).kind).toBe('not_numeric')
    },
  )

  test('numbers that would fill the memory are refused without being computed', () => {
    expect(readDecimal('1e400').kind).toBe('too_large')
    expect(readDecimal('1e999999999999').kind).toBe('too_large')
    expect(readDecimal('1e-400').kind).toBe('too_precise')
    expect(readDecimal('9'.repeat(1_000_000)).kind).toBe('too_large')
    expect(readDecimal('x'.repeat(1_000_000)).kind).toBe('not_numeric')
  })

  test('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+0-9.eE]{0,140}$/)), (text) => {
        expect(['decimal', 'too_large', 'too_precise', 'not_numeric']).toContain(readDecimal(text).kind)
      }),
    )
  })
})

describe('JSON', () => {
  test('an amount is written as a number with every digit', () => {
    const asset = { id: 'BSC:0x', decimals: 18 }
    expect(JSON.stringify({ balance: moneyToJson({ asset, units: 123_456_789_012_345_678_901n }) })).toBe(
      '{"balance":123.456789012345678901}',
    )
    expect(JSON.stringify(jsonNumber('40'))).toBe('40')
  })

  test('text that is no JSON number cannot become one', () => {
    for (const text of ['', 'NaN', '1 ', '{}', '01']) expect(() => jsonNumber(text)).toThrow(SyntaxError)
  })
})
