import { Type } from 'typebox'
import { readChainName } from '../chains/name.ts'
import { findHoldingWallet } from '../holdings/holding-wallet.ts'
import { readRoute } from '../kernel/http/route.ts'
import { isRefusal } from '../kernel/refusal.ts'
import type { WalletDeps } from './deps.ts'
import { Blockchain, HoldingWalletShape, showHoldingWallet } from './shapes.ts'

export function getHolding(deps: WalletDeps) {
  return readRoute({
    method: 'GET',
    path: '/virtual-wallets/holding',
    access: { level: 1 },
    summary: 'Holding wallet of a chain',
    refusals: ['VALUE_NOT_ALLOWED', 'HOLDING_NOT_FOUND'],
    tag: 'Holding',
    query: Type.Object({ blockchain: Blockchain }),
    answer: HoldingWalletShape,
    async read(db, call) {
      const chain = readChainName(deps.chains, call.query.blockchain)
      if (isRefusal(chain)) return chain
      const holding = await findHoldingWallet(db, call.companyId, chain, 'virtual_wallets')
      return isRefusal(holding) ? holding : showHoldingWallet(holding)
    },
  })
}
