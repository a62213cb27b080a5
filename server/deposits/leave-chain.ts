import { type RawBuilder, sql } from 'kysely'
import { alertOfChain } from '../alerts/chain-alert.ts'
import type { ReorgExtent } from '../chains/sink.ts'
import type { ChainName } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'

/**
 * Blocks left the chain. What they held is flagged; advance.ts takes back what was booked. What had become final before is
 * not taken back: it is disputed.
 */
export async function orphanAbove(tx: Tx, chain: ChainName, reorg: ReorgExtent, now: Date): Promise<void> {
  const { ancestor } = reorg
  await flag(
    tx,
    'deposits',
    sql`orphaned = true, updated_at = ${now}`,
    above(chain, ancestor, sql`status <> 'FINALIZED'`),
  )
  await flag(tx, 'holding_receipts', sql`orphaned = true`, above(chain, ancestor, sql`NOT final`))
  if ((await flagDisputed(tx, chain, ancestor, now)) > 0n) await alertOperators(tx, chain, reorg, now)
}

/** Final blocks left the chain: everything above the common ancestor stands still until an operator decides. */
export async function disputeAbove(tx: Tx, chain: ChainName, reorg: ReorgExtent, now: Date): Promise<void> {
  await flagDisputed(tx, chain, reorg.ancestor, now)
  await alertOperators(tx, chain, reorg, now)
}

async function flagDisputed(tx: Tx, chain: ChainName, ancestor: bigint, now: Date): Promise<bigint> {
  const all = above(chain, ancestor, sql`NOT disputed`)
  const deposits = await flag(tx, 'deposits', sql`disputed = true, updated_at = ${now}`, all)
  return deposits + (await flag(tx, 'holding_receipts', sql`disputed = true`, all))
}

async function alertOperators(tx: Tx, chain: ChainName, reorg: ReorgExtent, now: Date): Promise<void> {
  await alertOfChain(tx, chain, {
    type: 'REORG_BEYOND_FINAL',
    value: reorg.depth,
    threshold: BigInt(reorg.finalConfirmations),
    at: now,
  })
}

function above(chain: ChainName, ancestor: bigint, condition: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`chain = ${chain} AND block_number > ${ancestor} AND NOT orphaned AND ${condition}`
}

/** Locks in the order of the ids, as everybody does who locks several of these rows. @returns how many rows were flagged. */
async function flag(
  tx: Tx,
  table: 'deposits' | 'holding_receipts',
  set: RawBuilder<unknown>,
  where: RawBuilder<unknown>,
): Promise<bigint> {
  const flagged = await sql`
    WITH hit AS (SELECT company_id, id FROM ${sql.table(table)} WHERE ${where} ORDER BY company_id, id FOR UPDATE)
    UPDATE ${sql.table(table)} AS own SET ${set} FROM hit
    WHERE own.company_id = hit.company_id AND own.id = hit.id`.execute(tx)
  return flagged.numAffectedRows ?? 0n
}
