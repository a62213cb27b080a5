import { isRefusal, type Refusal } from '../kernel/refusal.ts'
import { askChain } from './ask-chain.ts'
import type { Chain } from './chain.ts'
import type { Token } from './types.ts'

/**
 * What `holder` has of each token, by asset id, as of `block` (null: now). Nodes drop the state of old blocks, and a chain that
 * reorganises may end below `block`: then what is there now says more than a refusal.
 */
export async function readHoldingsAt(
  chain: Chain,
  holder: string,
  tokens: readonly Pick<Token, 'chain' | 'address'>[],
  block: bigint | null,
): Promise<Map<string, bigint> | Refusal> {
  if (block !== null) {
    const held = await askChain(chain, chain.state.tokens(holder, tokens, block))
    if (!isRefusal(held)) return held
  }
  return askChain(chain, chain.state.tokens(holder, tokens))
}
