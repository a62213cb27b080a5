import { type Static, Type } from 'typebox'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import type { NewExternalAccount } from '../../partner/partner.ts'
import { type Address, AddressAnswer, AddressBody, LOCATED, readAddress } from '../fields/read-address.ts'
import { invalid } from './body-fields.ts'

export const OptionalAddressBody = Type.Optional(AddressBody)

/** Null: none was given. */
export const OptionalAddressAnswer = Type.Union([AddressAnswer, Type.Null()])

/** The partner's bounds for lines of a street. */
const STREET_CHARACTERS_MIN = 4
const STREET_CHARACTERS_MAX = 35

export function readBankAddress(body: Static<typeof AddressBody>): Address | Refusal {
  const address = readAddress('address', body, LOCATED)
  if (isRefusal(address)) return address
  const first = charactersOf(address.street_line1)
  if (first < STREET_CHARACTERS_MIN || first > STREET_CHARACTERS_MAX) return invalid('address.street_line1')
  if (charactersOf(address.street_line2) > STREET_CHARACTERS_MAX) return invalid('address.street_line2')
  return address
}

export function readOptionalAddress(body: Static<typeof AddressBody> | undefined): Address | null | Refusal {
  return body === undefined ? null : readBankAddress(body)
}

/** The address as the partner gets it, where there is one. */
export function partnerAddress(address: Address | null): Pick<NewExternalAccount, 'address'> {
  if (address?.street_line1 == null || address.city === null || address.country === null) return {}
  return {
    address: {
      street_line_1: address.street_line1,
      ...(address.street_line2 === null ? {} : { street_line_2: address.street_line2 }),
      city: address.city,
      ...(address.state_code === null ? {} : { state: address.state_code }),
      ...(address.postal_code === null ? {} : { postal_code: address.postal_code }),
      country: address.country,
    },
  }
}

function charactersOf(line: string | null): number {
  return [...(line ?? '')].length
}
