import { Type } from 'typebox'
import { readText } from '../kernel/http/fields.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { AccountShape, Alias, lockAccount, showAccount } from './account.ts'

/** Under both of its paths. */
export function renameAccount() {
  return ['/mpc/accounts/{accountId}', '/mpc/account/{accountId}'].map((path) =>
    writeRoute({
      method: 'PUT',
      path,
      access: { level: 2 },
      summary: 'Rename a treasury account',
      refusals: ['ACCOUNT_NOT_FOUND'],
      tag: 'Treasury',
      body: Type.Object({ alias: Alias }),
      answer: AccountShape,
      async write(tx, { companyId, params, body }) {
        const alias = readText('alias', body.alias)
        if (isRefusal(alias)) return alias
        const account = await lockAccount(tx, companyId, params.accountId)
        if (isRefusal(account)) return account
        await tx
          .updateTable('treasury_accounts')
          .set({ alias })
          .where('company_id', '=', companyId)
          .where('id', '=', account.id)
          .execute()
        return showAccount({ ...account, alias })
      },
    }),
  )
}
