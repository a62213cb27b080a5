import type { TronChainConfig } from '../../kernel/config.ts'
import { NodeUnavailable } from '../node-errors.ts'
import { createNodePool, type NodePool, OtherChainError } from '../node-pool.ts'
import { askGenesis, askHead, askHeader } from './ask-blocks.ts'
import { connectTronNode, NodeSilent, type TronNode } from './node.ts'

/** The full nodes of a chain, with their health. */
export type TronClient = NodePool<TronNode>

const LOOK_MS_MIN = 100
const LOOK_MS_MAX = 5_000

export function connectTronClient(
  config: Pick<TronChainConfig, 'name' | 'rpcUrls' | 'apiKey' | 'genesis' | 'pollMs'>,
  options: { timeoutMs?: number } = {},
): TronClient {
  const proven = new Set<TronNode>()
  return createNodePool({
    chain: config.name,
    nodes: config.rpcUrls.map((url) => connectTronNode(url, config, options)),
    async askHead(node) {
      if (!proven.has(node)) await demandGenesis(node, config.genesis)
      proven.add(node)
      return (await askHead(node)).number
    },
    askHash: async (node, number) => (await askHeader(node, number))?.hash ?? null,
    judge(error) {
      if (error instanceof NodeSilent) return 'DOWN'
      return error instanceof NodeUnavailable ? 'NEXT' : 'ANSWER'
    },
    lookEveryMs: Math.min(Math.max(config.pollMs * 2, LOOK_MS_MIN), LOOK_MS_MAX),
  })
}

/** @throws OtherChainError when the node's chain begins with another block. */
export async function demandGenesis(node: TronNode, genesis: string): Promise<void> {
  const answered = await askGenesis(node)
  if (answered !== genesis)
    throw new OtherChainError(`it serves the chain that begins with block ${answered}`)
}
