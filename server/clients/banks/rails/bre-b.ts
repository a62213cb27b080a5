import { Type } from 'typebox'
import { readText } from '../../../kernel/http/fields.ts'
import { isRefusal, refuse } from '../../../kernel/refusal.ts'
import {
  OptionalAddressAnswer,
  OptionalAddressBody,
  partnerAddress,
  readOptionalAddress,
} from '../bank-address.ts'
import { invalid, NameFields } from '../body-fields.ts'
import { readEmailKey } from './email-key.ts'
import { defineRail } from './rail.ts'

/** An alias that its owner has chosen. */
const ALIAS = /^@[0-9A-Za-z]{3,20}$/
/** A document (5 to 11), a mobile phone (10, from 3) or a merchant code (10, from 00): no such number has more than eleven digits. */
const NUMBER = /^\d{5,11}$/
const ACCOUNT_NUMBER = /^\d{12,34}$/
/** A document with letters: of foreigners. */
const LETTERED_DOCUMENT = /^(?=.*\d)[0-9A-Z]{5,15}$/
const EMAIL_LENGTH_MAX = 92

export const breB = defineRail({
  segment: 'bre-b',
  rail: 'BRE_B',
  currency: 'COP',
  status: 201,
  summary: 'Add a Colombian account by a Bre-B key',
  refusals: ['BRE_B_VIRTUAL_ACCOUNT', 'STATE_MISMATCH'],
  body: Type.Object({
    ...NameFields,
    bank_holder_name: Type.String(),
    bre_b_key: Type.String({ description: 'Document number, mobile phone, e-mail, @alias or merchant code' }),
    address: OptionalAddressBody,
  }),
  fields: { bre_b_key: Type.String(), address: OptionalAddressAnswer },
  read(body) {
    const holder = readText('bank_holder_name', body.bank_holder_name)
    if (isRefusal(holder)) return holder
    const bre_b_key = readBreBKey(body.bre_b_key)
    if (bre_b_key === 'ACCOUNT_NUMBER') return refuse('BRE_B_VIRTUAL_ACCOUNT')
    if (bre_b_key === null) return invalid('bre_b_key')
    const address = readOptionalAddress(body.address)
    if (isRefusal(address)) return address
    return {
      holder,
      businessName: null,
      number: bre_b_key,
      bankName: null,
      fields: { bre_b_key, address },
      account: {
        currency: 'cop',
        account_type: 'bre_b',
        account_owner_name: holder,
        ...partnerAddress(address),
        rail: { name: 'account', fields: { bre_b_key } },
      },
    }
  },
})

/** As the partner takes it; a number too long for a key is that of an account; null when it is neither. */
export function readBreBKey(text: string): string | 'ACCOUNT_NUMBER' | null {
  const key = text.trim()
  if (key.startsWith('@')) return ALIAS.test(key) ? key : null
  if (key.includes('@')) return readEmailKey(key, EMAIL_LENGTH_MAX)
  const number = key
    .replace(/^\+57/, '')
    .replace(/[\s.-]/g, '')
    .toUpperCase()
  if (ACCOUNT_NUMBER.test(number)) return 'ACCOUNT_NUMBER'
  return NUMBER.test(number) || LETTERED_DOCUMENT.test(number) ? number : null
}
