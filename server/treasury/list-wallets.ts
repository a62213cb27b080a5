import { Type } from 'typebox'
import { readRoute } from '../kernel/http/route.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { findAccount } from './account.ts'
import { showWallet, TreasuryWalletShape } from './wallet.ts'

/** Newest first; deleted ones are left out. */
export function listWallets() {
  return readRoute({
    method: 'GET',
    path: '/mpc/accounts/{accountId}/wallets/list',
    access: { level: 1 },
    summary: 'Wallets of a treasury account',
    refusals: ['ACCOUNT_NOT_FOUND'],
    tag: 'Treasury',
    answer: Type.Array(TreasuryWalletShape),
    async read(db, { companyId, params }) {
      const account = await findAccount(db, companyId, params.accountId)
      if (isRefusal(account)) return account
      const wallets = await db
        .selectFrom('treasury_wallets')
        .selectAll()
        .where('company_id', '=', companyId)
        .where('account_id', '=', account.id)
        .where('deleted_at', 'is', null)
        .orderBy('id', 'desc')
        .execute()
      return wallets.map((wallet) => showWallet(wallet))
    },
  })
}
