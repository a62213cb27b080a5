import { expect, it } from 'vitest'
import { COUNTRIES, findCountry } from './countries.ts'

it('every country of ISO 3166-1 is there once, with distinct codes', () => {
  expect(COUNTRIES).toHaveLength(249)
  for (const code of ['alpha2', 'alpha3', 'numeric'] as const)
    expect(new Set(COUNTRIES.map((country) => country[code])).size).toBe(249)
})

it('numeric codes are those of the Unicode region data, which Node carries', () => {
  for (const { alpha2, numeric } of COUNTRIES)
    expect(Intl.getCanonicalLocales(`und-${numeric}`)[0], numeric).toBe(`und-${alpha2}`)
})

it('one country answers to alpha-2, alpha-3 and numeric, in any case', () => {
  for (const code of ['AR', 'ar', 'ARG', ' arg ', '032', '32']) expect(findCountry(code)?.alpha3).toBe('ARG')
  for (const code of ['', 'A', 'XX', 'ARGENTINA', '999']) expect(findCountry(code)).toBeNull()
})
