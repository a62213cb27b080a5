import { Type } from 'typebox'
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
  NameFields,
  OwnerAnswer,
  OwnerFields,
  ownerAnswer,
  partnerOwner,
  readOwner,
} from '../body-fields.ts'
import { defineRail } from './rail.ts'

export const fps = defineRail({
  segment: 'fps',
  rail: 'FPS',
  currency: 'GBP',
  status: 201,
  summary: 'Add a bank account in the United Kingdom (Faster Payments)',
  refusals: ['BANK_OWNER', 'STATE_MISMATCH'],
  body: Type.Object({
    ...NameFields,
    ...OwnerFields,
    sort_code: Type.String(),
    account_number: Type.String(),
    address: OptionalAddressBody,
  }),
  fields: {
    ...OwnerAnswer,
    sort_code: Type.String(),
    account_number: Type.String(),
    address: OptionalAddressAnswer,
  },
  read(body) {
    const owner = readOwner(body)
    if (isRefusal(owner)) return owner
    const sort_code = compact(body.sort_code)
    if (!/^\d{6}$/.test(sort_code)) return invalid('sort_code')
    const account_number = compact(body.account_number)
    if (!/^\d{8}$/.test(account_number)) return invalid('account_number')
    const address = readOptionalAddress(body.address)
    if (isRefusal(address)) return address
    return {
      holder: owner.name,
      businessName: owner.type === 'business' ? owner.name : null,
      number: account_number,
      bankName: null,
      fields: { ...ownerAnswer(owner), sort_code, account_number, address },
      account: {
        currency: 'gbp',
        account_type: 'gb',
        ...partnerOwner(owner),
        ...partnerAddress(address),
        rail: { name: 'account', fields: { account_number, sort_code } },
      },
    }
  },
})
