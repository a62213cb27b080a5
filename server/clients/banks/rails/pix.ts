import { validate as validateCnpj } from 'stdnum/lib/cjs/br/cnpj.js'
import { validate as validateCpf } from 'stdnum/lib/cjs/br/cpf.js'
import { Type } from 'typebox'
import { NullableText, OptionalText } from '../../../companies/schemas.ts'
import { findCountry } from '../../../kernel/countries.ts'
import { readText } from '../../../kernel/http/fields.ts'
import { isRefusal } from '../../../kernel/refusal.ts'
import {
  OptionalAddressAnswer,
  OptionalAddressBody,
  partnerAddress,
  readOptionalAddress,
} from '../bank-address.ts'
import { invalid, NameFields, readOptionalText } from '../body-fields.ts'
import { readEmailKey } from './email-key.ts'
import { defineRail } from './rail.ts'

const PHONE = /^\+55\d{11}$/
/** Given out by the central bank, always in lower case. */
const RANDOM_KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const EMAIL_LENGTH_MAX = 77

export const pix = defineRail({
  segment: 'pix',
  rail: 'PIX',
  currency: 'BRL',
  status: 200,
  summary: 'Add a Brazilian bank account by a Pix key',
  refusals: ['STATE_MISMATCH'],
  body: Type.Object({
    ...NameFields,
    bank_holder_first_name: Type.String(),
    bank_holder_last_name: Type.String(),
    pix_key: Type.String({ description: 'CPF, CNPJ, +55 and 11 digits, e-mail, or a random key (UUID)' }),
    document_number: Type.String({ description: "The holder's CPF or CNPJ" }),
    country: OptionalText,
    address: OptionalAddressBody,
  }),
  fields: {
    bank_holder_first_name: Type.String(),
    bank_holder_last_name: Type.String(),
    pix_key: Type.String(),
    document_number: Type.String(),
    country: NullableText,
    address: OptionalAddressAnswer,
  },
  read(body) {
    const first = readText('bank_holder_first_name', body.bank_holder_first_name)
    if (isRefusal(first)) return first
    const last = readText('bank_holder_last_name', body.bank_holder_last_name)
    if (isRefusal(last)) return last
    const pix_key = readPixKey(body.pix_key)
    if (pix_key === null) return invalid('pix_key')
    const document_number = readTaxNumber(body.document_number)
    if (document_number === null) return invalid('document_number')
    const countryText = readOptionalText('country', body.country)
    if (isRefusal(countryText)) return countryText
    const country = countryText === null ? null : findCountry(countryText)
    if (countryText !== null && country === null) return invalid('country')
    const address = readOptionalAddress(body.address)
    if (isRefusal(address)) return address
    const holder = `${first} ${last}`
    return {
      holder,
      businessName: null,
      number: pix_key,
      bankName: null,
      fields: {
        bank_holder_first_name: first,
        bank_holder_last_name: last,
        pix_key,
        document_number,
        country: country?.alpha3 ?? null,
        address,
      },
      account: {
        currency: 'brl',
        account_type: 'pix',
        account_owner_name: holder,
        ...partnerAddress(address),
        rail: { name: 'pix_key', fields: { pix_key, document_number } },
      },
    }
  },
})

/** As the partner takes it: tax numbers without punctuation, e-mails in lower case. */
export function readPixKey(text: string): string | null {
  const key = text.trim()
  if (PHONE.test(key) || RANDOM_KEY.test(key)) return key
  if (key.includes('@')) return readEmailKey(key, EMAIL_LENGTH_MAX)
  return readTaxNumber(key)
}

/** CPF (11 digits) or CNPJ (14, letters among the first twelve since July 2026), without punctuation; null when it is neither. */
export function readTaxNumber(text: string): string | null {
  const number = text.replace(/[\s./-]/g, '').toUpperCase()
  // The check digits fit, but the revenue service gives none of these out.
  if (/^(.)\1*$/.test(number)) return null
  if (/^\d{11}$/.test(number)) return validateCpf(number).isValid ? number : null
  if (/^[0-9A-Z]{12}\d\d$/.test(number)) return validateCnpj(number).isValid ? number : null
  return null
}
