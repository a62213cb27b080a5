import { iso31662 } from 'iso-3166/2.js'
import { type Country, findCountry } from '../../kernel/countries.ts'

/** A state, province or the like of ISO 3166-2. */
export interface Subdivision {
  readonly name: string
  /** The country's alpha-3 and the subdivision's own part: `ARG-B`. */
  readonly code: string
}

const BY_COUNTRY = Map.groupBy(iso31662, ({ code }) => code.slice(0, 2))

/** In the order of the standard; empty where it has none. */
export function subdivisionsOf({ alpha2, alpha3 }: Country): Subdivision[] {
  return (BY_COUNTRY.get(alpha2) ?? []).map(({ name, code }) => ({
    name,
    code: `${alpha3}-${code.slice(3)}`,
  }))
}

/**
 * A subdivision as it is emitted, `ARG-B`, from `B`, `AR-B` or `ARG-B` in any case; null when the country has no such.
 * A country without subdivisions stands for its only one: any of its codes gives its alpha-3.
 */
export function parseSubdivision(country: Country, text: string): string | null {
  const subdivisions = BY_COUNTRY.get(country.alpha2)
  const wanted = text.trim().toUpperCase()
  if (subdivisions === undefined)
    return findCountry(wanted)?.alpha3 === country.alpha3 ? country.alpha3 : null
  const own = wanted.replace(new RegExp(`^(?:${country.alpha2}|${country.alpha3})-`), '')
  return subdivisions.some(({ code }) => code === `${country.alpha2}-${own}`)
    ? `${country.alpha3}-${own}`
    : null
}
