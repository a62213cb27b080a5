import type { Attempt } from '../../sender/transaction-row.ts'
import { askInfo, type TransactionInfo } from '../ask-infos.ts'
import type { TronClient } from '../client.ts'
import type { TronNode } from '../node.ts'
import type { TronView } from './tron-view.ts'

/** One of a transaction's attempts, in a block of the node's chain. */
export interface MinedAttempt {
  readonly attempt: Attempt
  readonly info: TransactionInfo
  readonly number: bigint
  readonly hash: string
}

/**
 * What a node tells of a transaction counts only when the block it names is of the chain as it is now and holds the id: nodes
 * go on telling of blocks that were replaced. Of one that has expired every node is asked, as one may have forgotten it.
 * @throws NodeUnavailable
 */
export async function findMined(
  { nodes }: Pick<TronClient, 'nodes'>,
  view: TronView,
  attempts: readonly Attempt[],
): Promise<MinedAttempt | null> {
  for (const attempt of attempts.toReversed()) {
    const isExpired = (attempt.expires_at?.getTime() ?? 0) <= Number(view.head.timestamp)
    const others = isExpired ? nodes.filter((node) => node !== view.node) : []
    const info = (await askInfo(view.node, attempt.hash)) ?? (await askOthers(others, attempt.hash))
    const block = info === null ? null : await view.block(info.blockNumber)
    if (info !== null && block?.transactions.some(({ id }) => id === attempt.hash))
      return { attempt, info, number: block.number, hash: block.hash }
  }
  return null
}

/** One that cannot be asked does not keep the others from telling. */
async function askOthers(nodes: readonly TronNode[], id: string): Promise<TransactionInfo | null> {
  for (const node of nodes) {
    const info = await askInfo(node, id).catch(() => null)
    if (info !== null) return info
  }
  return null
}
