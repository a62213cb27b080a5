import { type Address, isAddressEqual } from 'viem'
import { type ChainView, readNonce } from './chain-view.ts'
import type { SenderContext } from './context.ts'

export interface Spender {
  readonly hash: string
  readonly block: bigint
}

/**
 * The transaction that spent a nonce, in a final block. A payment is given back only with this in hand: that our receipts are not
 * found proves nothing, as a node may have lost them. The block is found by halving over the account's nonce at past blocks.
 * @returns null when the node's answers do not lead to one. @throws when it cannot be asked (it may keep no state that old).
 */
export async function findSpender(
  ctx: SenderContext,
  view: ChainView,
  address: string,
  nonce: bigint,
): Promise<Spender | null> {
  const spentBy = async (block: bigint) => (await readNonce(ctx.chain, address, block)) > nonce
  let after = view.finalNumber
  if (!(await spentBy(after))) return null
  let step = 1n
  let before = after
  do {
    after = before
    before = after - step > 0n ? after - step : 0n
    step *= 2n
  } while (before > 0n && (await spentBy(before)))
  while (after - before > 1n) {
    const middle = (before + after) / 2n
    if (await spentBy(middle)) after = middle
    else before = middle
  }
  const hash = await readSpender(ctx, address, nonce, after)
  return hash === null ? null : { hash, block: after }
}

/**
 * True when every node with a say shows this transaction in its block: whoever gives money back on the word of one that lies
 * pays twice. @throws when one of them cannot answer.
 */
export async function allShowSpender(
  ctx: SenderContext,
  address: string,
  nonce: bigint,
  { hash, block }: Spender,
): Promise<boolean> {
  if (ctx.chain.config.rpcUrls.length === 1) return true
  const shown = await ctx.chain.askAll(() => readSpender(ctx, address, nonce, block))
  return shown.every((one) => one === hash)
}

async function readSpender(
  { chain }: SenderContext,
  address: string,
  nonce: bigint,
  blockNumber: bigint,
): Promise<string | null> {
  const block = await chain.client.getBlock({ blockNumber, includeTransactions: true })
  const spender = block.transactions.find(
    (transaction) =>
      isAddressEqual(transaction.from, address as Address) && BigInt(transaction.nonce) === nonce,
  )
  return spender?.hash ?? null
}
