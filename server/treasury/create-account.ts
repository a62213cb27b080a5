import { Type } from 'typebox'
import { readText } from '../kernel/http/fields.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { newId } from '../kernel/ids.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { AccountShape, Alias, showAccount } from './account.ts'

export function createAccount() {
  return writeRoute({
    method: 'POST',
    path: '/mpc/accounts/create',
    access: { level: 2 },
    summary: 'Create a treasury account',
    tag: 'Treasury',
    body: Type.Object({ alias: Alias }),
    answer: AccountShape,
    async write(tx, { companyId, body, now }) {
      const alias = readText('alias', body.alias)
      if (isRefusal(alias)) return alias
      const account = await tx
        .insertInto('treasury_accounts')
        .values({ company_id: companyId, id: newId(), alias, created_at: now })
        .returningAll()
        .executeTakeFirstOrThrow()
      return showAccount(account)
    },
  })
}
