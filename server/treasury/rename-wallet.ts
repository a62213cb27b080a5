import { Type } from 'typebox'
import { readText } from '../kernel/http/fields.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { Alias } from './account.ts'
import { lockWallet, showWallet, TreasuryWalletShape } from './wallet.ts'

/** Under both of its paths. */
export function renameWallet() {
  const path = '/mpc/accounts/{accountId}/wallets/{walletId}'
  return [`${path}/update`, path].map((path) =>
    writeRoute({
      method: 'PUT',
      path,
      access: { level: 2 },
      summary: 'Rename a treasury wallet',
      refusals: ['ACCOUNT_NOT_FOUND', 'WALLET_NOT_FOUND'],
      tag: 'Treasury',
      body: Type.Object({ alias: Alias }),
      answer: TreasuryWalletShape,
      async write(tx, call) {
        const alias = readText('alias', call.body.alias)
        if (isRefusal(alias)) return alias
        const wallet = await lockWallet(tx, call)
        if (isRefusal(wallet)) return wallet
        await tx
          .updateTable('treasury_wallets')
          .set({ alias })
          .where('company_id', '=', call.companyId)
          .where('id', '=', wallet.id)
          .execute()
        return showWallet({ ...wallet, alias })
      },
    }),
  )
}
