import { Type } from 'typebox'
import { enumField } from '../../../kernel/http/fields.ts'
import { isRefusal } from '../../../kernel/refusal.ts'
import { CO_ACCOUNT_TYPES, colombianBankName } from '../../reference/list-colombian-banking.ts'
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
import { CO_DOCUMENT_TYPES, readColombianDocument } from './colombian-document.ts'
import { defineRail } from './rail.ts'

const ACCOUNT_NUMBER = /^\d{5,20}$/
const E164 = /^\+[1-9]\d{6,14}$/

export const coBankTransfer = defineRail({
  segment: 'co-bank-transfer',
  rail: 'CO_BANK_TRANSFER',
  currency: 'COP',
  status: 201,
  summary: 'Add a Colombian bank account',
  refusals: ['BANK_OWNER', 'STATE_MISMATCH'],
  body: Type.Object({
    ...NameFields,
    ...OwnerFields,
    account_number: Type.String(),
    bank_code: Type.String(),
    co_account_type: enumField(CO_ACCOUNT_TYPES),
    document_type: enumField(CO_DOCUMENT_TYPES),
    document_number: Type.String(),
    phone_number: Type.String({ description: 'E.164: + and up to 15 digits' }),
    address: OptionalAddressBody,
  }),
  fields: {
    ...OwnerAnswer,
    account_number: Type.String(),
    bank_code: Type.String(),
    co_account_type: Type.String(),
    document_type: Type.String(),
    document_number: Type.String(),
    phone_number: Type.String(),
    address: OptionalAddressAnswer,
  },
  read(body) {
    const owner = readOwner(body)
    if (isRefusal(owner)) return owner
    const account_number = compact(body.account_number)
    if (!ACCOUNT_NUMBER.test(account_number)) return invalid('account_number')
    const bank_code = body.bank_code.trim()
    const bankName = colombianBankName(bank_code)
    if (bankName === null) return invalid('bank_code')
    const { co_account_type, document_type } = body
    const document_number = readColombianDocument(document_type, body.document_number)
    if (document_number === null) return invalid('document_number')
    const phone_number = compact(body.phone_number)
    if (!E164.test(phone_number)) return invalid('phone_number')
    const address = readOptionalAddress(body.address)
    if (isRefusal(address)) return address
    const numbers = { account_number, bank_code, document_type, document_number, phone_number }
    return {
      holder: owner.name,
      businessName: owner.type === 'business' ? owner.name : null,
      number: account_number,
      bankName,
      fields: { ...ownerAnswer(owner), ...numbers, co_account_type, address },
      account: {
        currency: 'cop',
        account_type: 'co_bank_transfer',
        ...partnerOwner(owner),
        ...partnerAddress(address),
        rail: { name: 'account', fields: { ...numbers, account_type: co_account_type } },
      },
    }
  },
})
