import { readRoute } from '../kernel/http/route.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { findWallet, showWallet, TreasuryWalletShape } from './wallet.ts'

export function getWallet() {
  return readRoute({
    method: 'GET',
    path: '/mpc/accounts/{accountId}/wallets/{walletId}',
    access: { level: 1 },
    summary: 'One treasury wallet',
    refusals: ['ACCOUNT_NOT_FOUND', 'WALLET_NOT_FOUND'],
    tag: 'Treasury',
    answer: TreasuryWalletShape,
    async read(db, call) {
      const wallet = await findWallet(db, call)
      return isRefusal(wallet) ? wallet : showWallet(wallet)
    },
  })
}
