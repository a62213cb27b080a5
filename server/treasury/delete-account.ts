import { Type } from 'typebox'
import { writeAudit } from '../kernel/audit.ts'
import type { Reader } from '../kernel/database.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { isRefusal, refuse } from '../kernel/refusal.ts'
import { type Account, lockAccount } from './account.ts'

/** Under both of its paths. */
export function deleteAccount() {
  return ['/mpc/accounts/{accountId}', '/mpc/account/{accountId}'].map((path) =>
    writeRoute({
      method: 'DELETE',
      path,
      access: { level: 2 },
      summary: 'Delete a treasury account that has no wallets',
      refusals: ['ACCOUNT_NOT_FOUND', 'ACCOUNT_NOT_EMPTY'],
      tag: 'Treasury',
      answer: Type.Object({}),
      async write(tx, call) {
        const account = await lockAccount(tx, call.companyId, call.params.accountId)
        if (isRefusal(account)) return account
        if (await hasWallets(tx, account)) return refuse('ACCOUNT_NOT_EMPTY')
        await tx
          .updateTable('treasury_accounts')
          .set({ deleted_at: call.now })
          .where('company_id', '=', call.companyId)
          .where('id', '=', account.id)
          .execute()
        await writeAudit(tx, {
          companyId: call.companyId,
          caller: call.caller,
          action: 'treasury_account.deleted',
          objectType: 'treasury_account',
          objectId: account.id,
          before: { alias: account.alias },
          after: null,
          traceId: call.traceId,
          at: call.now,
        })
        return {}
      },
    }),
  )
}

async function hasWallets(reader: Reader, account: Account): Promise<boolean> {
  const wallet = await reader
    .selectFrom('treasury_wallets')
    .select('id')
    .where('company_id', '=', account.company_id)
    .where('account_id', '=', account.id)
    .where('deleted_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return wallet !== undefined
}
