import { type Static, Type } from 'typebox'
import { NullableText } from '../../companies/schemas.ts'
import { type Country, findCountry } from '../../kernel/countries.ts'
import { malformed, readText } from '../../kernel/http/fields.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { parseSubdivision } from '../reference/subdivisions.ts'

/** As it is stored and shown: countries alpha-3, states `ARG-B`. */
export interface Address {
  readonly street_line1: string | null
  readonly street_line2: string | null
  readonly city: string | null
  readonly postal_code: string | null
  readonly state: string | null
  /** The state without its country: `B`. */
  readonly state_code: string | null
  readonly country: string | null
  readonly country_code: string | null
}

export const AddressAnswer = Type.Object({
  street_line1: NullableText,
  street_line2: NullableText,
  city: NullableText,
  postal_code: NullableText,
  state: { ...NullableText, description: 'ARG-B' },
  state_code: NullableText,
  country: { ...NullableText, description: 'ISO 3166 alpha-3' },
  country_code: { ...NullableText, description: 'ISO 3166 alpha-2' },
})

/** The names of the street lines that are read; the first is emitted. */
const STREETS = {
  street_line1: ['street_line1', 'street_line_1', 'streetLine1'],
  street_line2: ['street_line2', 'street_line_2', 'streetLine2'],
} as const

const OptionalLine = Type.Optional(NullableText)

export const AddressBody = Type.Object({
  ...Object.fromEntries(Object.values(STREETS).flatMap((names) => names.map((name) => [name, OptionalLine]))),
  city: OptionalLine,
  postal_code: OptionalLine,
  state: Type.Optional(
    Type.Union([Type.String({ description: 'B, AR-B or ARG-B' }), Type.Integer(), Type.Null()]),
  ),
  country: Type.Optional(
    Type.Union([
      Type.String({ description: 'ISO 3166: alpha-2, alpha-3 or numeric' }),
      Type.Integer(),
      Type.Null(),
    ]),
  ),
})
export type AddressInput = Static<typeof AddressBody> & Readonly<Record<string, unknown>>

const LINE_CHARACTERS_MAX = 200
type Line = 'street_line1' | 'city' | 'postal_code' | 'state' | 'country'

/** What the newer calls ask for. */
export const WHOLE: readonly Line[] = ['street_line1', 'city', 'postal_code', 'state', 'country']
/** What the partner cannot do without. */
export const LOCATED: readonly Line[] = ['street_line1', 'city', 'country']

/**
 * An address in a body. A line of `required` that is missing: 400. K2 when the state is not the country's.
 * @param field its name in the body, for refusals
 */
export function readAddress(field: string, body: AddressInput, required: readonly Line[]): Address | Refusal {
  const given = {
    street_line1: STREETS.street_line1.map((name) => body[name]).find((line) => line != null),
    street_line2: STREETS.street_line2.map((name) => body[name]).find((line) => line != null),
    city: body.city,
    postal_code: body.postal_code,
    state: body.state,
    country: body.country,
  }
  const lines: Record<keyof typeof given, string | null> = {
    street_line1: null,
    street_line2: null,
    city: null,
    postal_code: null,
    state: null,
    country: null,
  }
  for (const [name, value] of Object.entries(given) as [keyof typeof given, unknown][]) {
    const line = readLine(`${field}.${name}`, value)
    if (isRefusal(line)) return line
    lines[name] = line
  }
  const missing = required.find((name) => lines[name] === null)
  if (missing !== undefined) return malformed(`${field}.${missing} is required`)
  return withPlace(field, lines)
}

function readLine(field: string, value: unknown): string | null | Refusal {
  if (value === undefined || value === null) return null
  const text = readText(field, String(value), { min: 0, max: LINE_CHARACTERS_MAX })
  return text === '' ? null : text
}

function withPlace(
  field: string,
  lines: Pick<Address, 'street_line1' | 'street_line2' | 'city' | 'postal_code' | 'state' | 'country'>,
): Address | Refusal {
  const country = lines.country === null ? null : findCountry(lines.country)
  if (country === null && lines.country !== null)
    return refuse('FIELD_INVALID', { field: `${field}.country` })
  if (lines.state !== null && country === null) return malformed(`${field}.country is required`)
  const state = lines.state === null || country === null ? null : readState(country, lines.state)
  if (isRefusal(state)) return state
  return {
    ...lines,
    state,
    state_code: state === null ? null : stateCode(state),
    country: country?.alpha3 ?? null,
    country_code: country?.alpha2 ?? null,
  }
}

function readState(country: Country, text: string): string | Refusal {
  return parseSubdivision(country, text) ?? refuse('STATE_MISMATCH', { state: text, country: country.alpha3 })
}

/** `B` of `ARG-B`. */
function stateCode(state: string): string {
  return state.replace(/^[A-Z]{3}-/, '')
}
