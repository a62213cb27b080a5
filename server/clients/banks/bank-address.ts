import { type Static, Type } from 'typebox'
import { NullableText, OptionalText } from '../../companies/schemas.ts'
import { findCountry } from '../../kernel/countries.ts'
import { malformed, readText } from '../../kernel/http/fields.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import type { NewExternalAccount } from '../../partner/partner.ts'
import { parseSubdivision } from '../reference/subdivisions.ts'
import { invalid, readOptionalText } from './body-fields.ts'

export const AddressBody = Type.Object({
  street_line1: OptionalText,
  street_line_1: OptionalText,
  streetLine1: OptionalText,
  street_line2: OptionalText,
  street_line_2: OptionalText,
  streetLine2: OptionalText,
  city: Type.String(),
  state: OptionalText,
  postal_code: OptionalText,
  country: Type.String(),
})

export const OptionalAddressBody = Type.Optional(AddressBody)

export const AddressAnswer = Type.Union([
  Type.Object({
    street_line1: Type.String(),
    street_line2: NullableText,
    city: Type.String(),
    postal_code: NullableText,
    state: NullableText,
    state_code: NullableText,
    country: Type.String(),
    country_code: Type.String(),
  }),
  Type.Null(),
])

/** The partner's. */
const STREET_LENGTH_MIN = 4
const STREET_LENGTH_MAX = 35

/** As it is answered. */
export interface BankAddress {
  readonly street_line1: string
  readonly street_line2: string | null
  readonly city: string
  readonly postal_code: string | null
  readonly state: string | null
  readonly state_code: string | null
  readonly country: string
  readonly country_code: string
}

export function readBankAddress(body: Static<typeof AddressBody>): BankAddress | Refusal {
  const street = readStreet(
    'address.street_line1',
    body.street_line1 ?? body.street_line_1 ?? body.streetLine1,
  )
  if (isRefusal(street)) return street
  const second = readStreet2(body.street_line2 ?? body.street_line_2 ?? body.streetLine2)
  if (isRefusal(second)) return second
  const city = readText('address.city', body.city)
  if (isRefusal(city)) return city
  const postalCode = readOptionalText('address.postal_code', body.postal_code)
  if (isRefusal(postalCode)) return postalCode
  const country = findCountry(body.country)
  if (country === null) return invalid('address.country')
  const stateText = readOptionalText('address.state', body.state)
  if (isRefusal(stateText)) return stateText
  const state = stateText === null ? null : parseSubdivision(country, stateText)
  if (stateText !== null && state === null)
    return refuse('STATE_MISMATCH', { state: stateText, country: country.alpha3 })
  return {
    street_line1: street,
    street_line2: second,
    city,
    postal_code: postalCode,
    state,
    state_code: state?.replace(`${country.alpha3}-`, '') ?? null,
    country: country.alpha3,
    country_code: country.alpha2,
  }
}

export function readOptionalAddress(
  body: Static<typeof AddressBody> | undefined,
): BankAddress | null | Refusal {
  return body === undefined ? null : readBankAddress(body)
}

export function optionalAddress(address: BankAddress | null): Pick<NewExternalAccount, 'address'> {
  return address === null ? {} : { address: partnerAddress(address) }
}

export function partnerAddress(address: BankAddress): NonNullable<NewExternalAccount['address']> {
  return {
    street_line_1: address.street_line1,
    ...(address.street_line2 === null ? {} : { street_line_2: address.street_line2 }),
    city: address.city,
    ...(address.state_code === null ? {} : { state: address.state_code }),
    ...(address.postal_code === null ? {} : { postal_code: address.postal_code }),
    country: address.country,
  }
}

function readStreet(field: string, value: string | undefined): string | Refusal {
  if (value === undefined) return malformed(`${field} is required`)
  const street = value.trim()
  const { length } = [...street]
  return length < STREET_LENGTH_MIN || length > STREET_LENGTH_MAX ? invalid(field) : street
}

function readStreet2(value: string | undefined): string | null | Refusal {
  const street = value?.trim() ?? ''
  if (street === '') return null
  return [...street].length > STREET_LENGTH_MAX ? invalid('address.street_line2') : street
}
