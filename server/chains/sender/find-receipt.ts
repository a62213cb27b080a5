import { type Hash, type TransactionReceipt, TransactionReceiptNotFoundError } from 'viem'
import type { ChainView } from './chain-view.ts'
import type { SenderContext } from './context.ts'
import type { Attempt } from './transaction-row.ts'

/** An attempt that the chain holds, in a block that is canonical now. */
export interface MinedAttempt {
  readonly attempt: Attempt
  readonly receipt: TransactionReceipt
}

/**
 * Looks for all attempts, as any of them may be the one that was mined. A receipt of a block that is not the canonical one at its
 * height (nodes answer them for a while after a reorganisation) does not count. @throws when the node cannot be asked.
 */
export async function findReceipt(
  ctx: SenderContext,
  view: ChainView,
  attempts: readonly Attempt[],
): Promise<MinedAttempt | null> {
  for (const attempt of attempts.toReversed()) {
    const receipt = await readReceipt(ctx, attempt.hash as Hash)
    if (receipt !== null && (await view.blockHash(receipt.blockNumber)) === receipt.blockHash)
      return { attempt, receipt }
  }
  return null
}

/**
 * True when every node with a say has this receipt, in a block that it holds at that height: what a payment came to is not
 * believed of one node that lies, or that answers of a block which left the chain. @throws when one of them cannot answer.
 */
export async function allHaveReceipt(
  ctx: SenderContext,
  { attempt, receipt }: MinedAttempt,
): Promise<boolean> {
  const { client, config } = ctx.chain
  if (config.rpcUrls.length === 1) return true
  const shown = await ctx.chain.askAll(async () => {
    const [own, block] = await Promise.all([
      readReceipt(ctx, attempt.hash as Hash),
      client.getBlock({ blockNumber: receipt.blockNumber, includeTransactions: false }),
    ])
    return block.hash === own?.blockHash ? own : null
  })
  return shown.every((own) => own !== null && essence(own) === essence(receipt))
}

function essence({ blockHash, status, logs }: TransactionReceipt): string {
  return JSON.stringify([
    blockHash,
    status,
    logs.map(({ address, topics, data }) => [address.toLowerCase(), topics, data]),
  ])
}

async function readReceipt(ctx: SenderContext, hash: Hash): Promise<TransactionReceipt | null> {
  try {
    const receipt = await ctx.chain.client.getTransactionReceipt({ hash })
    return receipt.transactionHash === hash ? receipt : null
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return null
    throw error
  }
}
