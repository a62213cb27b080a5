import { type Refusal, refuse } from '../kernel/refusal.ts'
import type { Chain } from './chain.ts'
import { NodeUnavailable } from './node-errors.ts'

/** For calls that cannot be answered without the chain: no usable answer of its nodes is a refusal, not a fault of ours. */
export async function askChain<T>(chain: Chain, question: Promise<T>): Promise<T | Refusal> {
  try {
    return await question
  } catch (error) {
    if (error instanceof NodeUnavailable)
      return refuse('CHAIN_UNAVAILABLE', { blockchain: chain.config.name })
    throw error
  }
}
