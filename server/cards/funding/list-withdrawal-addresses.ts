import { Type } from 'typebox'
import { readRoute } from '../../kernel/http/route.ts'
import { listAddresses, listUsable, showAddress, WithdrawalAddressShape } from './withdrawal-address.ts'

/** All, also those that are not a day old. */
export function listWithdrawalAddresses() {
  return readRoute({
    method: 'GET',
    path: '/cards/account/configuration/withdrawal-addresses',
    access: { level: 1 },
    summary: 'Where fees may be paid out to, now or from tomorrow on',
    tag: 'Cards fees wallet',
    answer: Type.Array(WithdrawalAddressShape),
    async read(db, { companyId }) {
      return (await listAddresses(db, companyId)).map(showAddress)
    },
  })
}

export function listWhitelistedAddresses() {
  return readRoute({
    method: 'GET',
    path: '/cards/account/fees-wallet/whitelisted-addresses',
    access: { level: 1 },
    summary: 'Where fees may be paid out to now',
    tag: 'Cards fees wallet',
    answer: Type.Array(WithdrawalAddressShape),
    async read(db, { companyId, now }) {
      return (await listUsable(db, companyId, now)).map(showAddress)
    },
  })
}
