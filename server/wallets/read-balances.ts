import { Type } from 'typebox'
import { readRoute } from '../kernel/http/route.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { readVirtualBalances } from './balances.ts'
import type { WalletDeps } from './deps.ts'
import { showTokenBalance, TokenBalanceShape } from './shapes.ts'
import { findVirtualWallet } from './virtual-wallet.ts'

export function readWalletBalances(deps: WalletDeps) {
  return readRoute({
    method: 'GET',
    path: '/virtual-wallets/{walletId}/balance',
    access: { level: 1 },
    summary: 'Virtual balances of a wallet',
    refusals: ['WALLET_NOT_FOUND'],
    tag: 'Virtual wallets',
    answer: Type.Array(TokenBalanceShape),
    async read(db, call) {
      const wallet = await findVirtualWallet(db, call.companyId, call.params.walletId ?? '')
      if (isRefusal(wallet)) return wallet
      const balances = await readVirtualBalances(db, deps, wallet)
      return balances.map(({ token, units }) => showTokenBalance(token, units))
    },
  })
}
