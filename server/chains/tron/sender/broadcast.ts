import { NodeUnavailable } from '../../node-errors.ts'
import type { SenderContext } from '../../sender/context.ts'
import type { Attempt } from '../../sender/transaction-row.ts'
import { broadcastTo } from '../broadcast.ts'
import type { TronNode } from '../node.ts'
import type { TronChain } from '../tron-chain.ts'

/**
 * Gives stored bytes to all nodes; any number of times, they are the same transaction. What the nodes say decides nothing about the
 * payment, it is only shown (last_error): whether it happened is read from the chain.
 */
export async function broadcast(ctx: SenderContext<TronChain>, attempt: Attempt): Promise<void> {
  const problems = await Promise.all(ctx.chain.client.nodes.map((node) => giveTo(node, attempt)))
  const isOut = problems.includes(null)
  await ctx.checkpoint('broadcast')
  await ctx.db
    .updateTable('chain_transactions')
    .set({ last_error: isOut ? null : (problems[0] ?? 'no node is configured') })
    .where('company_id', '=', attempt.company_id)
    .where('id', '=', attempt.transaction_id)
    .where('state', 'in', ['SENT', 'MANUAL_CHECK'])
    .execute()
}

/** Null: the node has it. */
async function giveTo(node: TronNode, attempt: Attempt): Promise<string | null> {
  try {
    const { kind, code, message } = await broadcastTo(node, attempt.raw)
    return kind === 'ACCEPTED' || kind === 'KNOWN' ? null : `broadcast ${kind}: ${code} ${message}`
  } catch (error) {
    if (error instanceof NodeUnavailable) return error.message
    throw error
  }
}
