import { readRoute } from '../kernel/http/route.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { showVirtualWallet, VirtualWalletShape } from './shapes.ts'
import { findVirtualWallet } from './virtual-wallet.ts'

export function getWallet() {
  return readRoute({
    method: 'GET',
    path: '/virtual-wallets/{walletId}',
    access: { level: 1 },
    summary: 'One virtual wallet',
    refusals: ['WALLET_NOT_FOUND'],
    tag: 'Virtual wallets',
    answer: VirtualWalletShape,
    async read(db, call) {
      const wallet = await findVirtualWallet(db, call.companyId, call.params.walletId ?? '')
      return isRefusal(wallet) ? wallet : showVirtualWallet(wallet)
    },
  })
}
