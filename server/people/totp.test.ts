import { expect, test } from 'vitest'
import { base32, newTotpSecret, openingStep, otpauthUrl, stepAt, totpCode } from './totp.ts'

const SECRET = Buffer.from('12345678901234567890')

test.each([
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
])('at second %d the code is the one that RFC 6238 publishes', (seconds, published) => {
  expect(totpCode(SECRET, stepAt(seconds * 1000))).toBe(published.slice(-6))
})

test.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('base32 of "%s" is as RFC 4648 publishes it', (text, published) => {
  expect(base32(Buffer.from(text))).toBe(published)
})

test('a clock that is 30 s off opens, one that is 60 s off does not', () => {
  const now = 1_800_000_000_000
  const at = (step: bigint) => openingStep(SECRET, totpCode(SECRET, stepAt(now) + step), null, now)
  expect([-1n, 0n, 1n].map(at)).toEqual([-1n, 0n, 1n].map((step) => stepAt(now) + step))
  expect([at(-2n), at(2n)]).toEqual([null, null])
})

test('a step opens once, and none before it opens any more', () => {
  const now = 1_800_000_000_000
  const step = stepAt(now)
  expect(openingStep(SECRET, totpCode(SECRET, step), step, now)).toBeNull()
  expect(openingStep(SECRET, totpCode(SECRET, step - 1n), step, now)).toBeNull()
  expect(openingStep(SECRET, totpCode(SECRET, step + 1n), step, now)).toBe(step + 1n)
})

test.each(['', '12345', '1234567', 'abcdef', ' 94287', '94287\0'])('"%s" is no code', (code) => {
  expect(openingStep(SECRET, code, null, 59_000)).toBeNull()
})

test('a secret has 160 random bits, and the address that shows it survives every e-mail', () => {
  const secret = newTotpSecret()
  expect(secret).toHaveLength(20)
  const url = new URL(otpauthUrl(secret, 'a+b?&=%@example.org'))
  expect(decodeURIComponent(url.pathname)).toBe('/Holdfast:a+b?&=%@example.org')
  expect(url.searchParams.get('secret')).toBe(base32(secret))
})
