import { NodeUnavailable } from '../../node-errors.ts'
import type { Attempt } from '../../sender/transaction-row.ts'
import { askBlocks, askHeader, demandLink } from '../ask-blocks.ts'
import { askInfo } from '../ask-infos.ts'
import type { TronNode } from '../node.ts'
import type { TronChain } from '../tron-chain.ts'
import { lookAtNode } from './tron-view.ts'

/** `DEAD`: in no block, and in none to come. `LANDED`: a final block holds it. `OPEN`: nobody can say yet; `reason` why. */
export type Proof =
  | { readonly kind: 'DEAD' | 'LANDED'; readonly number: bigint; readonly hash: string }
  | { readonly kind: 'OPEN'; readonly reason: string }

const BLOCKS_PER_QUESTION = 20n

/**
 * Dead is an attempt when every block from the one it refers to, up to a final one as late as its expiry, was read, is linked
 * by hashes that we computed, and lacks its id: no later block may hold it. Every node that answers must say so, of the same block.
 */
export async function proveDead({ client, config }: TronChain, attempt: Attempt): Promise<Proof> {
  const proofs = (
    await Promise.all(client.nodes.map((node) => proofOf(node, config.finalConfirmations, attempt)))
  ).filter((proof) => proof !== null)
  const [first] = proofs
  if (first === undefined) return { kind: 'OPEN', reason: 'no node could be asked whether it was mined' }
  const other = proofs.find((proof) => proof.kind !== 'DEAD')
  if (other !== undefined) return other
  const agree = proofs.every(
    (proof) => proof.kind === 'DEAD' && first.kind === 'DEAD' && proof.hash === first.hash,
  )
  return agree
    ? first
    : { kind: 'OPEN', reason: 'the nodes do not agree on the block that it expired before' }
}

/** Null when the node cannot be asked. */
async function proofOf(node: TronNode, finalConfirmations: number, attempt: Attempt): Promise<Proof | null> {
  try {
    return await readProof(node, finalConfirmations, attempt)
  } catch (error) {
    if (error instanceof NodeUnavailable) return null
    throw error
  }
}

async function readProof(node: TronNode, finalConfirmations: number, attempt: Attempt): Promise<Proof> {
  const { ref_block: refBlock, expires_at: expiresAt, hash: id } = attempt
  if (refBlock === null || expiresAt === null)
    throw new Error('An attempt on Tron has its reference and expiry')
  const { final } = await lookAtNode(node, finalConfirmations)
  let parent = await askHeader(node, refBlock)
  if (parent === null) return { kind: 'OPEN', reason: `${node.name} does not have block ${refBlock}` }
  while (parent.number < final.number) {
    const last: bigint = parent.number + BLOCKS_PER_QUESTION
    const blocks = await askBlocks(node, parent.number + 1n, last < final.number ? last : final.number)
    for (const block of blocks) {
      demandLink(parent, block)
      const place = { number: block.number, hash: block.hash }
      if (block.transactions.some((transaction) => transaction.id === id)) return { kind: 'LANDED', ...place }
      if (block.timestamp >= BigInt(expiresAt.getTime()))
        return (await askInfo(node, id)) === null
          ? { kind: 'DEAD', ...place }
          : { kind: 'OPEN', reason: `${node.name} tells of it and shows it in no block` }
      parent = block
    }
  }
  return { kind: 'OPEN', reason: `${node.name} has no final block yet as late as its expiry` }
}
