import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertySeed } from '../../tests/harness/seed.ts'
import { decimalOf, decimalText, inverse, significant, timesDown } from './decimal.ts'

const amounts = fc.bigInt({ min: 1n, max: 10n ** 15n })

test('a product is cut, never rounded up, and loses less than one unit', () => {
  fc.assert(
    fc.property(amounts, amounts, fc.nat(6), (units, digits, scale) => {
      const cut = timesDown(units, 2, { digits, scale }, 6)
      const exact = units * digits * 10n ** 4n // in 10^-(6 + scale)
      const unit = 10n ** BigInt(scale)
      expect(cut * unit <= exact && exact < (cut + 1n) * unit).toBe(true)
    }),
    { seed: propertySeed('timesDown') },
  )
})

test('an inverse has the wanted digits and is the largest that does not exceed the true one', () => {
  fc.assert(
    fc.property(amounts, fc.nat(8), (digits, scale) => {
      const value = { digits, scale }
      const found = inverse(value, 6)
      const one = 10n ** BigInt(found.scale + scale)
      const text = found.digits.toString()
      const last = 10n ** BigInt(Math.max(0, text.length - 6))
      expect(found.digits % last).toBe(0n)
      expect(found.digits * digits <= one).toBe(true)
      expect((found.digits + last) * digits > one).toBe(true)
    }),
    { seed: propertySeed('inverse') },
  )
})

test('numbers are cut to significant digits on both sides of the point', () => {
  for (const [text, cut] of [
    ['4123.4567', '4123.45'],
    ['1234567', '1234560'],
    ['0.00024271844', '0.000242718'],
    ['1', '1'],
  ] as const)
    expect(decimalText(significant(decimalOf(text), 6))).toBe(cut)
})
