import { type Country, findCountry } from '../../kernel/countries.ts'

/** `metadata.country` of a card in any of its codes; null when it is not given or names no country. */
export function homeCountry(metadata: unknown): Country['alpha3'] | null {
  const code = new Map(Object.entries(metadata ?? {})).get('country')
  return typeof code === 'string' || typeof code === 'number'
    ? (findCountry(String(code))?.alpha3 ?? null)
    : null
}
