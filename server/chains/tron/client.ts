import type { TronChainConfig } from '../../kernel/config.ts'
import type { NodeHealth } from '../chain.ts'
import { NodeUnavailable } from '../node-errors.ts'
import { connectTronNode, type TronNode } from './node.ts'

/** The nodes of a chain, in the order of the settings. */
export interface TronClient {
  readonly nodes: readonly TronNode[]
  /**
   * One node answers a whole question, so that its parts are of one view; the next is asked when it cannot, or contradicts itself.
   * @throws NodeUnavailable when none can.
   */
  ask<T>(question: (node: TronNode) => Promise<T>): Promise<T>
  health(): readonly NodeHealth[]
}

export function connectTronClient(
  config: Pick<TronChainConfig, 'rpcUrls' | 'apiKey'>,
  options: { timeoutMs?: number } = {},
): TronClient {
  const nodes = config.rpcUrls.map((url) => connectTronNode(url, config, options))
  const troubles = new Map<TronNode, string | null>()
  return {
    nodes,
    async ask(question) {
      let last: NodeUnavailable | null = null
      for (const node of nodes)
        try {
          const answer = await question(node)
          troubles.set(node, null)
          return answer
        } catch (error) {
          if (!(error instanceof NodeUnavailable)) throw error
          troubles.set(node, error.message)
          last = error
        }
      throw last ?? new NodeUnavailable('no node is configured')
    },
    health: () =>
      [...troubles].map(([{ name }, reason]) => ({
        name,
        state: reason === null ? 'UP' : 'DOWN',
        head: null,
        reason,
      })),
  }
}
