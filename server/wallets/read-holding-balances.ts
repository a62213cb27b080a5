import { Type } from 'typebox'
import { findChain, readChainName } from '../chains/name.ts'
import { readHoldingsAt } from '../chains/read-holdings-at.ts'
import { readBookedHeight } from '../deposits/booked-height.ts'
import { findHoldingWallet } from '../holdings/holding-wallet.ts'
import { readRoute } from '../kernel/http/route.ts'
import { isRefusal } from '../kernel/refusal.ts'
import type { WalletDeps } from './deps.ts'
import { Blockchain, showTokenBalance, TokenBalanceShape } from './shapes.ts'

/**
 * What the chain says that the address holds: not the ledger's balance, which payments under way have left already. As of the
 * newest block that the ledger knows: who waits here for tokens to arrive can spend them when they show.
 */
export function readHoldingBalances(deps: WalletDeps) {
  return readRoute({
    method: 'GET',
    path: '/virtual-wallets/holding/balance',
    access: { level: 1 },
    summary: 'On-chain balances of a holding wallet',
    refusals: ['VALUE_NOT_ALLOWED', 'HOLDING_NOT_FOUND', 'CHAIN_UNAVAILABLE'],
    tag: 'Holding',
    query: Type.Object({ blockchain: Blockchain }),
    answer: Type.Array(TokenBalanceShape),
    async read(db, call) {
      const chainName = readChainName(deps.chains, call.query.blockchain)
      if (isRefusal(chainName)) return chainName
      const holding = await findHoldingWallet(db, call.companyId, chainName, 'virtual_wallets')
      if (isRefusal(holding)) return holding
      const tokens = await deps.tokens.list(db, call.companyId, chainName)
      const chain = findChain(deps.chains, chainName)
      const height = await readBookedHeight(db, holding)
      const held = await readHoldingsAt(chain, holding.address, tokens, height)
      if (isRefusal(held)) return held
      return tokens.map((token) => showTokenBalance(token, held.get(token.id) ?? 0n))
    },
  })
}
