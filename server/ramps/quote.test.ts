import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertySeed } from '../../tests/harness/seed.ts'
import { unitsToText } from '../kernel/money.ts'
import { exactly, feeOf, quoteOff, quoteOn, sourceFeeOf } from './quote.ts'

const HALF = exactly('0.5')

describe('in', () => {
  test('the example of the contract: 1000 USD, fee 5, rate 1, final 995', () => {
    expect(quoteOn(100_000n, exactly('1'), HALF)).toEqual({ fee: 500n, final: 995_000_000n })
  })

  test('a rate of twelve digits is used whole, and only the tokens are rounded, down', () => {
    // (250000 - 1250) × 0.000238095238 = 59.2261904525
    expect(quoteOn(25_000_000n, exactly('0.000238095238'), HALF)).toEqual({
      fee: 125_000n,
      final: 59_226_190n,
    })
    // One millionth less than the next: 3.9999999999… would be 4 to a float.
    expect(quoteOn(402n, exactly('0.999999999999'), HALF)).toEqual({ fee: 2n, final: 3_999_999n })
  })

  test('a fee of half a cent is a cent', () => {
    expect(feeOf(100n, HALF)).toBe(1n)
    expect(feeOf(99n, HALF)).toBe(0n)
    expect(feeOf(300n, HALF)).toBe(2n)
    expect(feeOf(1n, exactly('0'))).toBe(0n)
  })
})

describe('out', () => {
  test('fee and final are whole cents, converted is cut', () => {
    // 123.456789 × 17.123456789 = 2114.0069955…; fee 10.57003…
    expect(quoteOff(exactly('123.456789'), exactly('17.123456789'), HALF)).toEqual({
      converted: 211_400n,
      fee: 1_057n,
      final: 210_343n,
    })
  })

  test('the fee is of the exact amount, not of the cut one', () => {
    // 1.995 × 1 = 1.99 shown, 0.5 % of 1.995 is 0.009975: one cent either way; of 0.999 cut to 0.99 it would be none.
    expect(quoteOff(exactly('1.009999'), exactly('0.999'), HALF).fee).toBe(1n)
    expect(quoteOff(exactly('1'), exactly('0.999999999999'), HALF)).toEqual({
      converted: 99n,
      fee: 0n,
      final: 99n,
    })
  })

  test('what the partner withholds is the same percentage of the tokens', () => {
    expect(sourceFeeOf(exactly('100'), HALF)).toBe(500_000n)
    expect(sourceFeeOf(exactly('0.0003'), HALF)).toBe(2n)
  })
})

describe('against fractions of whole numbers', () => {
  const rate = fc.tuple(fc.bigInt({ min: 1n, max: 999_999_999_999n }), fc.integer({ min: 0, max: 12 }))
  const percent = fc.tuple(fc.bigInt({ min: 0n, max: 500_000n }), fc.constant(4))
  type Fraction = readonly [over: bigint, under: bigint]
  const fraction = ([digits, scale]: readonly [bigint, number]): Fraction => [digits, 10n ** BigInt(scale)]
  const floor = ([over, under]: Fraction) => over / under
  const halfUp = ([over, under]: Fraction) => (2n * over + under) / (2n * under)
  const text = ([digits, scale]: readonly [bigint, number]) => exactly(unitsToText(digits, scale))

  test('in: no amount, rate or percentage gives a unit more or less', () => {
    const amount = fc.bigInt({ min: 1n, max: 10n ** 14n })
    fc.assert(
      fc.property(amount, rate, percent, (cents, r, p) => {
        const [percentOver, percentUnder] = fraction(p)
        const [rateOver, rateUnder] = fraction(r)
        const fee = halfUp([cents * percentOver, percentUnder * 100n])
        const final = floor([(cents - fee) * rateOver * 10n ** 6n, rateUnder * 100n])
        expect(quoteOn(cents, text(r), text(p))).toEqual({ fee, final })
      }),
      { seed: propertySeed('quotes in'), numRuns: 2000 },
    )
  })

  test('out: the same, and converted is fee and final together', () => {
    const amount = fc.bigInt({ min: 1n, max: 10n ** 18n })
    fc.assert(
      fc.property(amount, rate, percent, (millionths, r, p) => {
        const [percentOver, percentUnder] = fraction(p)
        const [rateOver, rateUnder] = fraction(r)
        const over = millionths * rateOver * 100n
        const under = 10n ** 6n * rateUnder
        const fee = halfUp([over * percentOver, under * percentUnder * 100n])
        const final = floor([over - fee * under, under])
        const quote = quoteOff(exactly(unitsToText(millionths, 6)), text(r), text(p))
        expect({ fee: quote.fee, final: quote.final }).toEqual({ fee, final })
        expect(quote.converted).toBe(quote.fee + quote.final)
      }),
      { seed: propertySeed('quotes out'), numRuns: 2000 },
    )
  })
})
