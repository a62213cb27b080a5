import { Type } from 'typebox'
import { readText } from '../kernel/http/fields.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { Alias, showVirtualWallet, VirtualWalletShape } from './shapes.ts'
import { lockVirtualWallet } from './virtual-wallet.ts'

export function renameWallet() {
  return writeRoute({
    method: 'PUT',
    path: '/virtual-wallets/{walletId}',
    access: { level: 2 },
    summary: 'Rename a virtual wallet',
    refusals: ['WALLET_NOT_FOUND'],
    tag: 'Virtual wallets',
    body: Type.Object({ alias: Alias }),
    answer: VirtualWalletShape,
    async write(tx, call) {
      const alias = readText('alias', call.body.alias)
      if (isRefusal(alias)) return alias
      const wallet = await lockVirtualWallet(tx, call.companyId, call.params.walletId ?? '')
      if (isRefusal(wallet)) return wallet
      await tx
        .updateTable('virtual_wallets')
        .set({ alias })
        .where('company_id', '=', call.companyId)
        .where('id', '=', wallet.id)
        .execute()
      return showVirtualWallet({ ...wallet, alias })
    },
  })
}
