import { clabe as clabes } from 'clabe-validator'
import { Type } from 'typebox'
import { readText } from '../../../kernel/http/fields.ts'
import { isRefusal } from '../../../kernel/refusal.ts'
import {
  OptionalAddressAnswer,
  OptionalAddressBody,
  partnerAddress,
  readOptionalAddress,
} from '../bank-address.ts'
import { compact, invalid, NameFields } from '../body-fields.ts'
import { defineRail } from './rail.ts'

export const spei = defineRail({
  segment: 'spei',
  rail: 'SPEI',
  currency: 'MXN',
  status: 200,
  summary: 'Add a Mexican bank account by its CLABE (SPEI)',
  refusals: ['STATE_MISMATCH'],
  body: Type.Object({
    ...NameFields,
    bank_holder_name: Type.String(),
    account_number: Type.String(),
    address: OptionalAddressBody,
  }),
  fields: { clabe: Type.String(), address: OptionalAddressAnswer },
  read(body) {
    const holder = readText('bank_holder_name', body.bank_holder_name)
    if (isRefusal(holder)) return holder
    const clabe = compact(body.account_number)
    const judged = clabes.validate(clabe)
    // A bank or city that the list does not know may be a new one; the check digit tells what is mistyped.
    if (!judged.valid.format) return invalid('account_number')
    const address = readOptionalAddress(body.address)
    if (isRefusal(address)) return address
    return {
      holder,
      businessName: null,
      number: clabe,
      bankName: judged.bank,
      fields: { clabe, address },
      account: {
        currency: 'mxn',
        account_type: 'clabe',
        account_owner_name: holder,
        ...partnerAddress(address),
        rail: { name: 'clabe', fields: { account_number: clabe } },
      },
    }
  },
})
