import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createSealer } from '../../custody/sealer.ts'
import { Secret } from '../../kernel/secret.ts'
import { cvv2, verificationValue } from './cvv.ts'
import { verifyCvv } from './find-number.ts'

/** Published: HSM manuals (first two), and a worked example that also shows the blocks in between (third). */
test.each([
  ['0123456789ABCDEFFEDCBA9876543210', '41234567890123458701101', '561'],
  ['0123456789ABCDEFFEDCBA9876543210', '12345678901234569912220', '170'],
  ['D676DCF3AFB7350532EAF00EA253D875', '41234509901221290721202', '2410'],
])('the algorithm gives the published value: keys %s, data %s, value %s', (keys, data, value) => {
  expect(verificationValue(new Secret(Buffer.from(keys, 'hex')), data, value.length)).toBe(value)
})

describe('CVV2', () => {
  const sealer = createSealer(new Secret(Buffer.alloc(32, 1)))
  const pan = new Secret('4532015500000007')

  test('is the same for the same number, expiry and vault, and made of year, month and service code 000', () => {
    const keys = new Secret(sealer.keyedHash('card verification keys', 'pair 1').subarray(0, 16))
    expect(cvv2(sealer, pan, '0929').reveal()).toBe(verificationValue(keys, '45320155000000072909000', 3))
  })

  test('verifies what it made and no other text', () => {
    const right = cvv2(sealer, pan, '0929').reveal()
    expect(verifyCvv(sealer, pan, '0929', new Secret(right))).toBe(true)
    const wrong = String((Number(right) + 1) % 1000).padStart(3, '0')
    for (const text of [wrong, '', right.slice(0, 2), `${right}0`, 'é', `0${right}`])
      expect(verifyCvv(sealer, pan, '0929', new Secret(text)), text).toBe(false)
  })

  test('of many numbers another vault gives other values', () => {
    const other = createSealer(new Secret(randomBytes(32)))
    const pans = Array.from({ length: 50 }, (_, i) => new Secret(`45320155${String(i).padStart(8, '0')}`))
    const same = pans.filter(
      (one) => cvv2(sealer, one, '0929').reveal() === cvv2(other, one, '0929').reveal(),
    )
    expect(same.length).toBeLessThan(10)
  })
})
