import { toHex } from 'viem'
import type { SenderContext } from './context.ts'
import { type BroadcastOutcome, broadcastOutcome, nodeErrorText } from './node-error.ts'
import type { Attempt } from './transaction-row.ts'

/**
 * Gives stored bytes to the node; any number of times, they are the same transaction. What the node says decides nothing about
 * the payment, it is only shown (last_error): whether it happened is read from the chain.
 */
export async function broadcast(ctx: SenderContext, attempt: Attempt): Promise<BroadcastOutcome> {
  let outcome: BroadcastOutcome = 'accepted'
  let problem: string | null = null
  try {
    await ctx.chain.client.sendRawTransaction({ serializedTransaction: toHex(attempt.raw) })
  } catch (error) {
    outcome = broadcastOutcome(error)
    if (outcome !== 'accepted') problem = `broadcast ${outcome}: ${nodeErrorText(error)}`
  }
  if (outcome === 'rejected')
    ctx.log.error(
      { chain: attempt.chain, transaction: attempt.transaction_id, problem },
      'a node rejects signed bytes',
    )
  await ctx.checkpoint('broadcast')
  await ctx.db
    .updateTable('chain_transactions')
    .set({ last_error: problem })
    .where('company_id', '=', attempt.company_id)
    .where('id', '=', attempt.transaction_id)
    .where('state', 'in', ['SENT', 'MANUAL_CHECK'])
    .execute()
  return outcome
}
