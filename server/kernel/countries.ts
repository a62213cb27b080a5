import { iso31661 } from 'iso-3166/1.js'

/** A country of ISO 3166-1. */
export interface Country {
  readonly alpha2: string
  readonly alpha3: string
  /** Three digits. */
  readonly numeric: string
  /** In English, as the standard has it. */
  readonly name: string
}

export const COUNTRIES: readonly Country[] = iso31661.map(({ alpha2, alpha3, numeric, name }) => ({
  alpha2,
  alpha3,
  numeric,
  name,
}))

const BY_CODE = new Map(
  COUNTRIES.flatMap((one) => [one.alpha2, one.alpha3, one.numeric].map((code) => [code, one] as const)),
)

/** A country by any of its codes, in any case; null when there is none. */
export function findCountry(code: string): Country | null {
  const text = code.trim().toUpperCase()
  return BY_CODE.get(/^\d{1,3}$/.test(text) ? text.padStart(3, '0') : text) ?? null
}
