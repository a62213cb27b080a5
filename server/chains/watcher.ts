import { type Loop, startLoop } from '../kernel/loop.ts'
import type { Node } from '../kernel/node.ts'
import type { BlocksRead } from './chain.ts'
import {
  advanceCursor,
  agreesWithKept,
  type Cursor,
  commitAt,
  newestKept,
  readCursor,
  startCursor,
} from './cursor.ts'
import { allHaveLeft, askStartBlock, followReorg, hasLeftChain, keptBlocks } from './reorg.ts'
import type { WatchDeps } from './sink.ts'
import type { BlockRef } from './types.ts'
import { reportLag, touchCursor } from './watcher-status.ts'

export interface WatcherDeps extends WatchDeps {
  readonly node: Node
}

/** After downtime so many blocks are read and committed at a time. */
const BLOCKS_PER_STEP_MAX = 500n

/**
 * Follows one chain, on the node that leads it. What it finds and the cursor that says so commit together; an answer that is
 * short, late or contradictory is asked for again. Every block is read at the tip and once more when it is final.
 */
export function startWatcher(deps: WatcherDeps): Loop {
  const name = `watcher:${deps.chain.config.name}`
  const run = async () => {
    if (!(await deps.node.leads(name))) {
      await rememberFinal(deps)
      return false
    }
    try {
      return await watchOnce(deps)
    } finally {
      await reportLag(deps)
    }
  }
  return startLoop({ name, everyMs: deps.chain.config.pollMs, log: deps.log, run })
}

/** On every process, also where another one leads: each has its own view of the nodes. */
async function rememberFinal({ db, chain }: WatchDeps): Promise<void> {
  const { name, rpcUrls } = chain.config
  if (chain.nodes.keep === undefined || rpcUrls.length < 2) return
  const cursor = await readCursor(db, name)
  const block = cursor === null ? null : await newestKept(db, name, cursor.finalNumber)
  if (block !== null) chain.nodes.keep(block)
}

/** One step. @returns whether there is more to read right now. */
export async function watchOnce(deps: WatchDeps): Promise<boolean> {
  const { db, chain } = deps
  await rememberFinal(deps)
  const head = await chain.blocks.head()
  const cursor = await readCursor(db, chain.config.name)
  if (cursor === null) return start(deps, head)
  if (await hasLeftChain(deps, cursor, head))
    return (await allHaveLeft(deps, cursor, head)) && followReorg(deps, cursor, head)
  if (head > cursor.number) {
    const reached = await readNew(deps, cursor, head)
    if (reached < head) return reached > cursor.number
  } else await touchCursor(db, chain.config.name, cursor, head)
  return readFinal(deps)
}

async function start({ db, chain, log }: WatchDeps, head: bigint): Promise<boolean> {
  const { name } = chain.config
  const block = await askStartBlock(chain, head)
  if (!(await allAgree(chain, block))) return false
  await startCursor(db, name, block, head)
  log.info({ chain: name, block: String(block.number) }, 'watching begins')
  return true
}

/** @returns the block that was reached; the cursor's own when another node or a reorganisation came between. */
async function readNew(deps: WatchDeps, cursor: Cursor, head: bigint): Promise<bigint> {
  const { db, chain, sink } = deps
  const { name } = chain.config
  const limit = cursor.number + BLOCKS_PER_STEP_MAX
  const to = limit < head ? limit : head
  const read = await readOurs(deps, cursor.number + 1n, to)
  if (read.blocks[0]?.parentHash !== cursor.hash) return cursor.number
  const committed = await commitAt(db, name, cursor, async (tx) => {
    await sink.record(tx, name, { transfers: read.transfers, isFinal: false })
    await advanceCursor(tx, name, read.blocks, { head, kept: keptBlocks(chain) })
  })
  if (!committed) return cursor.number
  sink.moved(name)
  return to
}

/** The second pass: at finality the node's index has settled, and a log that it withheld at the tip is found. */
async function readFinal(deps: WatchDeps): Promise<boolean> {
  const { db, chain, sink } = deps
  const { name, finalConfirmations } = chain.config
  const cursor = await readCursor(db, name)
  if (cursor === null) return false
  const newestFinal = cursor.number - BigInt(finalConfirmations) + 1n
  if (newestFinal <= cursor.finalNumber) return false
  const limit = cursor.finalNumber + BLOCKS_PER_STEP_MAX
  const to = limit < newestFinal ? limit : newestFinal
  const read = await readOurs(deps, cursor.finalNumber + 1n, to)
  if (!(await agreesWithKept(db, name, read.blocks))) return false
  if (!(await allAgree(chain, read.blocks.at(-1)))) return false
  const committed = await commitAt(db, name, cursor, async (tx) => {
    await sink.record(tx, name, { transfers: read.transfers, isFinal: true })
    await tx.updateTable('chain_cursors').set({ final_number: to }).where('chain', '=', name).execute()
  })
  if (committed) sink.moved(name)
  return to < newestFinal
}

/** Blocks are linked, so the newest stands for all. */
async function allAgree({ blocks }: WatchDeps['chain'], newest: BlockRef | undefined): Promise<boolean> {
  if (blocks.refs === undefined || newest === undefined) return true
  return (await blocks.refs(newest.number)).every((block) => block?.hash === newest.hash)
}

async function readOurs(
  { db, chain, tokens, sink }: WatchDeps,
  from: bigint,
  to: bigint,
): Promise<BlocksRead> {
  const { name } = chain.config
  return chain.blocks.read({
    from,
    to,
    tokens: await tokens.watched(name),
    findOurs: (addresses) => sink.findOurs(db, name, addresses),
  })
}
