import { Type } from 'typebox'
import { askChain } from '../chains/evm/ask-chain.ts'
import type { EvmChain } from '../chains/evm/client.ts'
import { readHoldings } from '../chains/evm/erc20.ts'
import { findChain, readChainName } from '../chains/name.ts'
import type { Token } from '../chains/types.ts'
import { readBookedHeight } from '../deposits/booked-height.ts'
import { readRoute } from '../kernel/http/route.ts'
import { isRefusal, type Refusal } from '../kernel/refusal.ts'
import type { WalletDeps } from './deps.ts'
import { findHoldingWallet } from './holding-wallet.ts'
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
      const holding = await findHoldingWallet(db, call.companyId, chainName)
      if (isRefusal(holding)) return holding
      const tokens = await deps.tokens.list(db, call.companyId, chainName)
      const chain = findChain(deps.chains, chainName)
      const height = await readBookedHeight(db, holding)
      const held = await readHeld(chain, holding.address, tokens, height)
      if (isRefusal(held)) return held
      return tokens.map((token) => showTokenBalance(token, held.get(token.id) ?? 0n))
    },
  })
}

/** Nodes drop the state of old blocks: when the watcher is far behind, what is there now says more than a refusal. */
async function readHeld(
  chain: EvmChain,
  address: string,
  tokens: readonly Token[],
  height: bigint | null,
): Promise<Map<string, bigint> | Refusal> {
  if (height !== null) {
    const held = await askChain(chain, readHoldings(chain, address, tokens, height))
    if (!isRefusal(held)) return held
  }
  return askChain(chain, readHoldings(chain, address, tokens))
}
