import { Type } from 'typebox'
import { writeAudit } from '../kernel/audit.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { takePlace } from './pool.ts'
import { showVirtualWallet, VirtualWalletShape } from './shapes.ts'
import { findVirtualWallet, lockVirtualWallet } from './virtual-wallet.ts'

/** A disabled wallet cannot spend; its place in the contracted pool is free until it is enabled again. */
export function setEnabled() {
  return writeRoute({
    method: 'PATCH',
    path: '/virtual-wallets/{walletId}/set-enabled',
    access: { level: 2 },
    summary: 'Enable or disable a virtual wallet',
    refusals: ['WALLET_NOT_FOUND', 'PRODUCT_LIMIT'],
    tag: 'Virtual wallets',
    body: Type.Object({ enabled: Type.Boolean() }),
    answer: VirtualWalletShape,
    async write(tx, call) {
      const walletId = call.params.walletId ?? ''
      const { enabled } = call.body
      const found = await findVirtualWallet(tx, call.companyId, walletId)
      if (isRefusal(found)) return found
      // The company's row is locked before the wallet's, as everywhere; a wallet that is enabled already needs no place.
      const place = enabled ? await takePlace(tx, call.companyId) : null
      const wallet = await lockVirtualWallet(tx, call.companyId, walletId)
      if (isRefusal(wallet)) return wallet
      if (wallet.enabled === enabled) return showVirtualWallet(wallet)
      if (isRefusal(place)) return place
      await tx
        .updateTable('virtual_wallets')
        .set({ enabled })
        .where('company_id', '=', call.companyId)
        .where('id', '=', wallet.id)
        .execute()
      await writeAudit(tx, {
        companyId: call.companyId,
        caller: call.caller,
        action: enabled ? 'virtual_wallet.enabled' : 'virtual_wallet.disabled',
        objectType: 'virtual_wallet',
        objectId: wallet.id,
        before: { enabled: wallet.enabled },
        after: { enabled },
        traceId: call.traceId,
        at: call.now,
      })
      return showVirtualWallet({ ...wallet, enabled })
    },
  })
}
