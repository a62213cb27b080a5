import { Type } from 'typebox'
import { readRoute } from '../kernel/http/route.ts'
import { AccountShape, showAccount } from './account.ts'

/** Newest first. */
export function listAccounts() {
  return readRoute({
    method: 'GET',
    path: '/mpc/accounts/list',
    access: { level: 1 },
    summary: 'Treasury accounts',
    tag: 'Treasury',
    answer: Type.Array(AccountShape),
    async read(db, { companyId }) {
      const accounts = await db
        .selectFrom('treasury_accounts')
        .selectAll()
        .where('company_id', '=', companyId)
        .where('deleted_at', 'is', null)
        .orderBy('id', 'desc')
        .execute()
      return accounts.map(showAccount)
    },
  })
}
