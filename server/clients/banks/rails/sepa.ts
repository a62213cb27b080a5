import { isValidBIC, isValidIBAN } from 'ibantools'
import { Type } from 'typebox'
import { findCountry } from '../../../kernel/countries.ts'
import { isRefusal } from '../../../kernel/refusal.ts'
import {
  OptionalAddressAnswer,
  OptionalAddressBody,
  partnerAddress,
  readOptionalAddress,
} from '../bank-address.ts'
import {
  compact,
  invalid,
  isShortName,
  NameFields,
  OwnerAnswer,
  OwnerFields,
  ownerAnswer,
  partnerOwner,
  readOwner,
} from '../body-fields.ts'
import { defineRail } from './rail.ts'

/** Territories whose accounts have the IBAN of another country (IBAN registry). */
const IBAN_COUNTRY: Readonly<Record<string, string>> = {
  AX: 'FI',
  ...Object.fromEntries(['GG', 'IM', 'JE'].map((territory) => [territory, 'GB'])),
  ...Object.fromEntries(
    ['BL', 'GF', 'GP', 'MF', 'MQ', 'NC', 'PF', 'PM', 'RE', 'TF', 'WF', 'YT'].map((territory) => [
      territory,
      'FR',
    ]),
  ),
}

export const sepa = defineRail({
  segment: 'sepa',
  rail: 'SEPA',
  currency: 'EUR',
  status: 200,
  summary: 'Add a bank account in Europe by its IBAN (SEPA)',
  refusals: ['BANK_OWNER', 'STATE_MISMATCH'],
  body: Type.Object({
    ...NameFields,
    ...OwnerFields,
    account_number: Type.String(),
    bic: Type.String(),
    country: Type.String({ description: 'Where the account is' }),
    address: OptionalAddressBody,
  }),
  fields: {
    ...OwnerAnswer,
    iban: Type.String(),
    bic: Type.String(),
    country: Type.String(),
    address: OptionalAddressAnswer,
  },
  read(body) {
    const owner = readOwner(body)
    if (isRefusal(owner)) return owner
    if (!isShortName(owner.name))
      return invalid(owner.type === 'business' ? 'business_name' : 'bank_holder_last_name')
    const iban = compact(body.account_number).toUpperCase()
    if (!isValidIBAN(iban)) return invalid('account_number')
    const bic = compact(body.bic).toUpperCase()
    if (!isValidBIC(bic)) return invalid('bic')
    const country = findCountry(body.country)
    if (country === null || iban.slice(0, 2) !== (IBAN_COUNTRY[country.alpha2] ?? country.alpha2))
      return invalid('country')
    const address = readOptionalAddress(body.address)
    if (isRefusal(address)) return address
    return {
      holder: owner.name,
      businessName: owner.type === 'business' ? owner.name : null,
      number: iban,
      bankName: null,
      fields: { ...ownerAnswer(owner), iban, bic, country: country.alpha3, address },
      account: {
        currency: 'eur',
        account_type: 'iban',
        ...partnerOwner(owner),
        ...partnerAddress(address),
        rail: { name: 'iban', fields: { account_number: iban, bic, country: country.alpha3 } },
      },
    }
  },
})
