import { type Database, inTransaction, type Reader } from '../kernel/database.ts'
import type { Chain } from './chain.ts'
import { type Cursor, readCursor } from './cursor.ts'
import type { TransferSink } from './sink.ts'
import type { ChainName } from './types.ts'

export interface WatcherStatus {
  readonly chain: ChainName
  /** The node's newest block, and the newest one we have read. Null before the first answer of a node. */
  readonly head: bigint | null
  readonly cursor: bigint | null
  /** Blocks that are known and not read. */
  readonly lagBlocks: bigint
  /** Since a node last gave an answer that could be used. Wall clock. */
  readonly silentMs: number
  readonly isLagging: boolean
}

/** A quiet chain is not rewritten on every poll: only so often, to show that its node answers. */
const TOUCH_EVERY_MS = 10_000
const SILENT_MS_MAX = 60_000
const LAG_BLOCKS_MIN = 20n

/** Of every chain, as the leading nodes have written it: any node can answer. For /health/ready and metrics. */
export async function readWatcherStatus(reader: Reader, chains: readonly Chain[]): Promise<WatcherStatus[]> {
  return Promise.all(
    chains.map(async (chain) => {
      const { name } = chain.config
      const cursor = await readCursor(reader, name)
      if (cursor === null)
        return { chain: name, head: null, cursor: null, lagBlocks: 0n, silentMs: 0, isLagging: true }
      return { chain: name, head: cursor.head, cursor: cursor.number, ...measure(chain, cursor) }
    }),
  )
}

/** For who compares books with a chain: blocks that nobody has read are no error of the books. Empty while the chain is followed. */
export async function describeUnread(reader: Reader, chain: ChainName): Promise<string> {
  const cursor = await readCursor(reader, chain)
  const silentMs = cursor === null ? 0 : Date.now() - cursor.updatedAt.getTime()
  if (silentMs < 2 * TOUCH_EVERY_MS) return ''
  return `. But nobody has followed ${chain} for ${Math.round(silentMs / 1000)} s: start the platform, and verify again when /health/ready is well`
}

/** Remembers that the node answered, and its head. */
export async function touchCursor(
  db: Database,
  chain: ChainName,
  cursor: Cursor,
  head: bigint,
): Promise<void> {
  const isFresh = Date.now() - cursor.updatedAt.getTime() < TOUCH_EVERY_MS
  if (isFresh && cursor.head === head) return
  await db
    .updateTable('chain_cursors')
    .set({ head_number: head, updated_at: new Date() })
    .where('chain', '=', chain)
    .where('block_number', '=', cursor.number)
    .execute()
}

/** Tells the sink when the watcher falls behind, once; armed again when it has caught up. */
export async function reportLag(deps: { db: Database; chain: Chain; sink: TransferSink }): Promise<void> {
  const { db, chain, sink } = deps
  const { name } = chain.config
  const cursor = await readCursor(db, name)
  if (cursor === null) return
  const { isLagging, lagBlocks } = measure(chain, cursor)
  if (isLagging === cursor.lagAlerted) return
  await inTransaction(db, async (tx) => {
    const crossed = await tx
      .updateTable('chain_cursors')
      .set({ lag_alerted: isLagging })
      .where('chain', '=', name)
      .where('lag_alerted', '=', !isLagging)
      .executeTakeFirst()
    if (isLagging && crossed.numUpdatedRows === 1n)
      await sink.lagging(tx, name, { blocks: lagBlocks, blocksMax: lagBlocksMax(chain) })
  })
}

function measure(chain: Chain, cursor: Cursor) {
  const behind = cursor.head - cursor.number
  const lagBlocks = behind > 0n ? behind : 0n
  const silentMs = Date.now() - cursor.updatedAt.getTime()
  return { lagBlocks, silentMs, isLagging: lagBlocks > lagBlocksMax(chain) || silentMs > SILENT_MS_MAX }
}

function lagBlocksMax(chain: Chain): bigint {
  const final = BigInt(chain.config.finalConfirmations)
  return final > LAG_BLOCKS_MIN ? final : LAG_BLOCKS_MIN
}
