import { sql } from 'kysely'
import { type Database, inTransaction, type Reader, type Tx } from '../kernel/database.ts'
import type { BlockRef, ChainName } from './types.ts'

/** How far a chain has been read. */
export interface Cursor {
  /** The newest block that was read. */
  readonly number: bigint
  readonly hash: string
  /** Read a second time, at finality, through this block. */
  readonly finalNumber: bigint
  /** The node's head when last asked. */
  readonly head: bigint
  /** Wall clock of the last answer of a node that could be used. */
  readonly updatedAt: Date
  readonly lagAlerted: boolean
}

/** One block in so many is kept for ever: finds where a chain that was restored from an old dump leaves ours. */
const CHECKPOINT_EVERY = 256n

export async function readCursor(reader: Reader, chain: ChainName): Promise<Cursor | null> {
  const row = await reader
    .selectFrom('chain_cursors')
    .selectAll()
    .where('chain', '=', chain)
    .executeTakeFirst()
  if (row === undefined) return null
  return {
    number: row.block_number,
    hash: row.block_hash,
    finalNumber: row.final_number,
    head: row.head_number,
    updatedAt: row.updated_at,
    lagAlerted: row.lag_alerted,
  }
}

/** The first block that counts. Another node may have been first: then its start stays. */
export async function startCursor(
  db: Database,
  chain: ChainName,
  start: BlockRef,
  head: bigint,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const created = await tx
      .insertInto('chain_cursors')
      .values({
        chain,
        block_number: start.number,
        block_hash: start.hash,
        final_number: start.number,
        head_number: head,
        updated_at: new Date(),
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if (created.numInsertedOrUpdatedRows === 1n) await keepBlocks(tx, chain, [start])
  })
}

/**
 * Whether this block is final as we have read it. Until the transaction ends nothing more is read: what is recorded of the blocks
 * through this one stays all that is.
 */
export async function holdFinalBlock(
  tx: Tx,
  chain: ChainName,
  block: { readonly number: bigint; readonly hash: string },
): Promise<boolean> {
  const cursor = await tx
    .selectFrom('chain_cursors')
    .select('final_number')
    .where('chain', '=', chain)
    .forShare()
    .executeTakeFirst()
  if (cursor === undefined || cursor.final_number < block.number) return false
  const kept = await newestKept(tx, chain, block.number)
  return kept?.number === block.number && kept.hash === block.hash
}

/**
 * Runs `work` in one transaction if the cursor still stands where it was when the work began; otherwise another node has moved
 * it, and the work is dropped. @returns whether it was committed.
 */
export async function commitAt(
  db: Database,
  chain: ChainName,
  expected: Cursor,
  work: (tx: Tx) => Promise<void>,
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const row = await tx
      .selectFrom('chain_cursors')
      .select(['block_number', 'block_hash', 'final_number'])
      .where('chain', '=', chain)
      .forUpdate()
      .executeTakeFirst()
    const stands =
      row?.block_number === expected.number &&
      row.block_hash === expected.hash &&
      row.final_number === expected.finalNumber
    if (stands) await work(tx)
    return stands
  })
}

/** Moves the cursor forward over blocks just read, and forgets the hashes that no reorganisation can reach. */
export async function advanceCursor(
  tx: Tx,
  chain: ChainName,
  blocks: readonly BlockRef[],
  to: { head: bigint; kept: bigint },
): Promise<void> {
  const newest = blocks.at(-1)
  if (newest === undefined) return
  const oldestKept = newest.number - to.kept
  await keepBlocks(
    tx,
    chain,
    blocks.filter((block) => block.number > oldestKept || isCheckpoint(block.number)),
  )
  await sql`DELETE FROM chain_blocks
    WHERE chain = ${chain} AND block_number <= ${oldestKept} AND block_number % ${CHECKPOINT_EVERY}::bigint <> 0
      AND block_number > ${oldestKept - BigInt(blocks.length) - CHECKPOINT_EVERY}`.execute(tx)
  await tx
    .updateTable('chain_cursors')
    .set({
      block_number: newest.number,
      block_hash: newest.hash,
      head_number: to.head,
      updated_at: new Date(),
    })
    .where('chain', '=', chain)
    .execute()
}

/** Moves the cursor back to a block that is still on the chain. */
export async function rewindCursor(
  tx: Tx,
  chain: ChainName,
  to: BlockRef,
  finalNumber: bigint,
): Promise<void> {
  await tx
    .deleteFrom('chain_blocks')
    .where('chain', '=', chain)
    .where('block_number', '>', to.number)
    .execute()
  await keepBlocks(tx, chain, [to])
  await tx
    .updateTable('chain_cursors')
    .set({ block_number: to.number, block_hash: to.hash, final_number: finalNumber, updated_at: new Date() })
    .where('chain', '=', chain)
    .execute()
}

/** The kept hash at the highest of the kept blocks that are not above `number`. */
export async function newestKept(
  reader: Reader,
  chain: ChainName,
  number: bigint,
): Promise<{ number: bigint; hash: string } | null> {
  const row = await reader
    .selectFrom('chain_blocks')
    .select(['block_number', 'block_hash'])
    .where('chain', '=', chain)
    .where('block_number', '<=', number)
    .orderBy('block_number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : { number: row.block_number, hash: row.block_hash }
}

/** False when a block that was just read is another one than we read at its height before. */
export async function agreesWithKept(
  reader: Reader,
  chain: ChainName,
  blocks: readonly BlockRef[],
): Promise<boolean> {
  const hashes = new Map(blocks.map((block) => [block.number, block.hash]))
  const rows = await reader
    .selectFrom('chain_blocks')
    .select(['block_number', 'block_hash'])
    .where('chain', '=', chain)
    .where('block_number', '>=', blocks.at(0)?.number ?? 0n)
    .where('block_number', '<=', blocks.at(-1)?.number ?? 0n)
    .execute()
  return rows.every((row) => hashes.get(row.block_number) === row.block_hash)
}

/** All kept block numbers, oldest first. */
export async function keptNumbers(reader: Reader, chain: ChainName): Promise<bigint[]> {
  const rows = await reader
    .selectFrom('chain_blocks')
    .select('block_number')
    .where('chain', '=', chain)
    .orderBy('block_number')
    .execute()
  return rows.map((row) => row.block_number)
}

const isCheckpoint = (number: bigint) => number % CHECKPOINT_EVERY === 0n

async function keepBlocks(tx: Tx, chain: ChainName, blocks: readonly BlockRef[]): Promise<void> {
  if (blocks.length === 0) return
  await tx
    .insertInto('chain_blocks')
    .values(blocks.map((block) => ({ chain, block_number: block.number, block_hash: block.hash })))
    .onConflict((conflict) =>
      conflict
        .columns(['chain', 'block_number'])
        .doUpdateSet((set) => ({ block_hash: set.ref('excluded.block_hash') })),
    )
    .execute()
}
