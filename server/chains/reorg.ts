import type { Chain } from './chain.ts'
import { type Cursor, commitAt, keptNumbers, newestKept, rewindCursor } from './cursor.ts'
import { NodeAnswerError } from './node-errors.ts'
import type { WatchDeps } from './sink.ts'
import type { BlockRef } from './types.ts'

/** Kept beyond finality, so that a reorganisation that is too deep is still measured and reported. */
const KEPT_BEYOND_FINAL = 64n

export function keptBlocks(chain: Chain): bigint {
  return BigInt(chain.config.finalConfirmations) + KEPT_BEYOND_FINAL
}

/**
 * Where reading begins on an empty database: a little below the head. Addresses are made after this moment, so nothing can
 * have been paid to them earlier.
 */
export async function askStartBlock(chain: Chain, head: bigint): Promise<BlockRef> {
  const below = head - keptBlocks(chain)
  return askKnownBlock(chain, below > 0n ? below : 0n, head)
}

/**
 * True when the node has another block than we read at the same height. A node whose head is merely lower is late, and is
 * waited for: taking lateness for a reorganisation would revert deposits that are on the chain.
 */
export async function hasLeftChain({ db, chain }: WatchDeps, cursor: Cursor, head: bigint): Promise<boolean> {
  const known = head >= cursor.number ? cursor : await newestKept(db, chain.config.name, head)
  if (known === null) return false
  return (await askKnownBlock(chain, known.number, head)).hash !== known.hash
}

/** A block of ours is gone only when no node has it any more: one that lies, or follows a fork, must not take deposits back. */
export async function allHaveLeft({ db, chain }: WatchDeps, cursor: Cursor, head: bigint): Promise<boolean> {
  if (chain.blocks.refs === undefined) return true
  const known = head >= cursor.number ? cursor : await newestKept(db, chain.config.name, head)
  if (known === null) return false
  const blocks = await chain.blocks.refs(known.number)
  return blocks.every((block) => block?.hash !== known.hash)
}

/**
 * Goes back to the newest block that we and the node have in common. What the blocks above it held is orphaned in the same
 * transaction; if some of them were final, nothing changes by itself and the operators hear of it.
 */
export async function followReorg(deps: WatchDeps, cursor: Cursor, head: bigint): Promise<boolean> {
  const { db, chain, sink, log } = deps
  const { name, finalConfirmations } = chain.config
  const kept = await keptNumbers(db, name)
  const common = await findCommonBlock(deps, kept, head)
  const ancestor = common?.number ?? (kept[0] ?? cursor.number) - 1n
  const depth = cursor.number - ancestor
  const isBeyondFinal = common === null || depth > BigInt(finalConfirmations)
  const anchor = common ?? (await askStartBlock(chain, head))
  const committed = await commitAt(db, name, cursor, async (tx) => {
    const extent = { ancestor, depth, finalConfirmations }
    await (isBeyondFinal ? sink.dispute(tx, name, extent) : sink.orphan(tx, name, extent))
    const finalStands = cursor.finalNumber < anchor.number
    await rewindCursor(tx, name, anchor, finalStands ? cursor.finalNumber : anchor.number)
  })
  if (!committed) return true
  const facts = { chain: name, depth: String(depth), from: String(cursor.number), to: String(anchor.number) }
  if (isBeyondFinal)
    log.error(facts, 'REORG_BEYOND_FINAL: final blocks left the chain; an operator must decide')
  else log.warn(facts, 'the chain was reorganised')
  sink.moved(name)
  return true
}

/** Blocks agree up to some height and differ above it, so the highest that agrees is found by halving. */
async function findCommonBlock(
  deps: WatchDeps,
  kept: readonly bigint[],
  head: bigint,
): Promise<BlockRef | null> {
  let common: BlockRef | null = null
  let low = 0
  let high = kept.findLastIndex((number) => number <= head)
  while (low <= high) {
    const middle = (low + high) >> 1
    const agreed = await askWhetherCommon(deps, kept[middle] ?? 0n, head)
    if (agreed === null) high = middle - 1
    else {
      common = agreed
      low = middle + 1
    }
  }
  return common
}

async function askWhetherCommon(
  { db, chain }: WatchDeps,
  number: bigint,
  head: bigint,
): Promise<BlockRef | null> {
  const ours = await newestKept(db, chain.config.name, number)
  const theirs = await askKnownBlock(chain, number, head)
  return ours?.number === number && ours.hash === theirs.hash ? theirs : null
}

/** @throws NodeAnswerError when the node lacks a block that its head implies. */
async function askKnownBlock(chain: Chain, number: bigint, head: bigint): Promise<BlockRef> {
  const block = await chain.blocks.ref(number)
  if (block === null) throw new NodeAnswerError(`the node's head is ${head}, but it has no block ${number}`)
  return block
}
