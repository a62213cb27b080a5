import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ManualClock } from '../../tests/harness/manual-clock.ts'
import { startTestPartner, type TestPartner } from '../../tests/harness/partner.ts'
import { propertySeed } from '../../tests/harness/seed.ts'
import { decimalOf, decimalText, inverse, significant, timesDown } from './decimal.ts'
import { must } from './partner.fixture.ts'

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

describe('rates', () => {
  const clock = new ManualClock()
  let partner: TestPartner

  beforeAll(async () => {
    partner = await startTestPartner({ clock })
    must(await partner.sim('POST', '/rates', { rates: { cop: '4000' } }), 200)
  })
  afterAll(() => partner.stop())

  const rate = (from: string, to: string) => partner.call('GET', `/exchange_rates?from=${from}&to=${to}`)

  test('are of the dollar with each currency, both ways, half a percent around the middle', async () => {
    expect(must(await rate('usd', 'cop'), 200)).toMatchObject({
      midmarket_rate: '4000',
      buy_rate: '4020',
      sell_rate: '3980',
    })
    expect(must(await rate('cop', 'usdc'), 200)).toMatchObject({
      midmarket_rate: '0.00025',
      sell_rate: '0.00024875',
    })
    for (const [from, to] of [
      ['cop', 'usdt'],
      ['usd', 'usdc'],
      ['usd', 'jpy'],
      ['', ''],
    ] as const)
      expect((await rate(from, to)).status).toBe(400)
  })

  test('move by the seed every thirty seconds, and have at most nine digits', async () => {
    const one = must(await rate('usd', 'eur'), 200)
    clock.advance(30_000)
    const other = must(await rate('usd', 'eur'), 200)
    expect(one.midmarket_rate).not.toBe(other.midmarket_rate)
    expect(Date.parse(other.updated_at) - Date.parse(one.updated_at)).toBe(30_000)
    for (const [from, to] of [
      ['usd', 'eur'],
      ['eur', 'usd'],
      ['usd', 'mxn'],
      ['mxn', 'usd'],
    ] as const) {
      const { sell_rate } = must(await rate(from, to), 200)
      expect(sell_rate.replace(/^0\.0*|\./g, '').length).toBeLessThanOrEqual(9)
    }
    expect((await partner.sim('POST', '/rates', { rates: { jpy: '1' } })).status).toBe(400)
    expect((await partner.sim('POST', '/rates', { rates: { cop: '4000.1234' } })).status).toBe(400)
  })
})
