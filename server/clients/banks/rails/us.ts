import { Type } from 'typebox'
import { enumField, readText } from '../../../kernel/http/fields.ts'
import { isRefusal } from '../../../kernel/refusal.ts'
import { AddressAnswer, AddressBody } from '../../fields/read-address.ts'
import { partnerAddress, readBankAddress } from '../bank-address.ts'
import { compact, invalid, isShortName, NameFields } from '../body-fields.ts'
import { defineRail } from './rail.ts'

const ACCOUNT_NUMBER = /^\d{4,17}$/
/** The first two digits: Federal Reserve districts 00 to 12, thrifts 21 to 32, electronic 61 to 72, traveller's cheques 80. */
const ROUTING_NUMBER = /^(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)\d{7}$/
const ROUTING_WEIGHTS = [3, 7, 1]

export const us = defineRail({
  segment: 'us',
  rail: 'ACH',
  currency: 'USD',
  status: 200,
  summary: 'Add a bank account in the United States (ACH)',
  refusals: ['STATE_MISMATCH'],
  body: Type.Object({
    ...NameFields,
    bank_holder_name: Type.String(),
    account_number: Type.String(),
    routing_number: Type.String(),
    account_type: enumField(['checking', 'savings']),
    address: AddressBody,
  }),
  fields: {
    account_number: Type.String(),
    routing_number: Type.String(),
    account_type: Type.String(),
    address: AddressAnswer,
  },
  read(body) {
    const holder = readText('bank_holder_name', body.bank_holder_name)
    if (isRefusal(holder)) return holder
    if (!isShortName(holder)) return invalid('bank_holder_name')
    const account_number = compact(body.account_number)
    if (!ACCOUNT_NUMBER.test(account_number)) return invalid('account_number')
    const routing_number = compact(body.routing_number)
    if (!isRoutingNumber(routing_number)) return invalid('routing_number')
    const address = readBankAddress(body.address)
    if (isRefusal(address)) return address
    const { account_type } = body
    return {
      holder,
      businessName: null,
      number: account_number,
      bankName: null,
      fields: { account_number, routing_number, account_type, address },
      account: {
        currency: 'usd',
        account_type: 'us',
        account_owner_name: holder,
        ...partnerAddress(address),
        rail: {
          name: 'account',
          fields: { account_number, routing_number, checking_or_savings: account_type },
        },
      },
    }
  },
})

/** ABA routing transit number: 3, 7, 1 times its digits add up to a multiple of ten. */
export function isRoutingNumber(text: string): boolean {
  if (!ROUTING_NUMBER.test(text) || /^0+$/.test(text)) return false
  const sum = [...text].reduce(
    (total, digit, at) => total + Number(digit) * (ROUTING_WEIGHTS[at % 3] ?? 0),
    0,
  )
  return sum % 10 === 0
}
