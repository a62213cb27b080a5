import { NodeAnswerError } from '../../node-errors.ts'
import { askBlocks, askHead, askHeader, type TronBlock, type TronHeader } from '../ask-blocks.ts'
import type { TronNode } from '../node.ts'
import type { TronChain } from '../tron-chain.ts'

/** The chain as one node shows it during one look. Not kept longer: blocks change. */
export interface TronView {
  readonly node: TronNode
  readonly head: TronHeader
  /** The newest block that counts as final: solidified, and as deep as configured. */
  readonly final: TronHeader
  /** Null above the head. */
  block(number: bigint): Promise<TronBlock | null>
}

/** @throws NodeUnavailable when no node can be asked. */
export function lookAtTron(chain: TronChain): Promise<TronView> {
  return chain.client.ask((node) => lookAtNode(node, chain.config.finalConfirmations))
}

/** @throws NodeUnavailable */
export async function lookAtNode(node: TronNode, finalConfirmations: number): Promise<TronView> {
  const head = await askHead(node)
  const solid = await askHead(node, 'SOLID')
  const deep = head.number - BigInt(finalConfirmations) + 1n
  const final = await askHeader(
    node,
    [deep, solid.number].reduce((a, b) => (a < b ? a : b)),
  )
  if (final === null || final.number < 1n)
    throw new NodeAnswerError('the node has no block yet that counts as final')
  const blocks = new Map<bigint, Promise<TronBlock | null>>()
  return {
    node,
    head,
    final,
    block(number) {
      const asked =
        blocks.get(number) ?? (number > head.number ? Promise.resolve(null) : readOne(node, number))
      blocks.set(number, asked)
      return asked
    },
  }
}

async function readOne(node: TronNode, number: bigint): Promise<TronBlock | null> {
  const [block = null] = await askBlocks(node, number, number)
  return block
}
