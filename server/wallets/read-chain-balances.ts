import { Type } from 'typebox'
import { readRoute } from '../kernel/http/route.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { sumBalances } from '../ledger/balances.ts'
import type { WalletDeps } from './deps.ts'
import { Blockchain, showTokenBalance, TokenBalanceShape } from './shapes.ts'
import { readWalletChain } from './virtual-wallet.ts'

export function readChainBalances(deps: WalletDeps) {
  return readRoute({
    method: 'GET',
    path: '/virtual-wallets/virtual-balances',
    access: { level: 1 },
    summary: 'Virtual balances of a chain, summed over all its wallets',
    refusals: ['VALUE_NOT_ALLOWED', 'SOLANA_UNSUPPORTED'],
    tag: 'Virtual wallets',
    query: Type.Object({ blockchain: Blockchain }),
    answer: Type.Array(TokenBalanceShape),
    async read(db, call) {
      const chain = readWalletChain(deps.chains, call.query.blockchain)
      if (isRefusal(chain)) return chain
      const tokens = await deps.tokens.list(db, call.companyId, chain)
      const assetIds = tokens.map((token) => token.id)
      const sums = await sumBalances(db, call.companyId, 'VIRTUAL_BALANCE', assetIds)
      return tokens.map((token) => showTokenBalance(token, sums.get(token.id)?.sum ?? 0n))
    },
  })
}
