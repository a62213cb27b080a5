import { sql } from 'kysely'
import type { Tx } from '../kernel/database.ts'
import type { AdvanceAt } from './step.ts'

/** Where tokens of one kind lie: a deposit address of ours. */
interface Place {
  readonly address: string
  readonly token_address: string
}

/**
 * A sweep that takes the whole balance of an address took every deposit that stands before it on the chain and that no earlier
 * sweep took; one that takes marked deposits took those that bear its id, and not one that arrived between its signature and its
 * block. Which came to be known first, deposit or sweep, does not matter: whoever is booked later matches.
 */
export async function matchSweeps(tx: Tx, at: AdvanceAt, places: readonly Place[]): Promise<void> {
  if (places.length === 0) return
  await sql`
    UPDATE deposits d SET sweep_tx_hash = sweep.tx_hash, sweep_block_number = sweep.block_number, updated_at = ${at.now}
    FROM (
      SELECT own.id, receipt.tx_hash, receipt.block_number
      FROM deposits own
      JOIN unnest(${places.map((place) => place.address)}::text[], ${places.map((place) => place.token_address)}::text[])
        AS place(address, token) ON own.address = place.address AND own.token_address = place.token
      CROSS JOIN LATERAL (
        SELECT r.tx_hash, r.block_number FROM holding_receipts r
        WHERE r.company_id = own.company_id AND r.chain = own.chain AND r.from_address = own.address
          AND r.token_address = own.token_address AND r.is_sweep AND r.booked AND NOT r.orphaned
          AND (r.block_number, r.log_index) > (own.block_number, own.log_index)
          AND ${at.takes === 'MARKED_DEPOSITS' ? isOfItsSweep : sql`true`}
        ORDER BY r.block_number, r.log_index LIMIT 1
      ) receipt
      WHERE own.company_id = ${at.companyId} AND own.chain = ${at.chain} AND own.booked
        AND own.sweep_block_number IS NULL AND NOT own.orphaned
      ORDER BY own.id FOR UPDATE OF own
    ) sweep
    WHERE d.company_id = ${at.companyId} AND d.id = sweep.id`.execute(tx)
}

/** Any attempt of the sweep that the deposit is marked with: which of them was mined is the chain's choice. */
const isOfItsSweep = sql`EXISTS (
  SELECT FROM chain_attempts a
  WHERE a.chain = r.chain AND a.hash = r.tx_hash AND a.company_id = own.company_id AND a.transaction_id = own.sweep_id)`

/** The sweeps left the chain: their deposits lie on their addresses again. */
export async function unmatchSweeps(
  tx: Tx,
  at: AdvanceAt,
  sweeps: readonly {
    readonly tx_hash: string
    readonly from_address: string
    readonly block_number: bigint
  }[],
): Promise<void> {
  if (sweeps.length === 0) return
  await sql`
    WITH gone AS (
      SELECT DISTINCT * FROM unnest(${sweeps.map((sweep) => sweep.tx_hash)}::text[],
        ${sweeps.map((sweep) => sweep.from_address)}::text[],
        ${sweeps.map((sweep) => sweep.block_number)}::bigint[]) AS sweep(tx_hash, address, block_number)
    ), hit AS (
      SELECT d.id FROM deposits d JOIN gone ON d.address = gone.address
        AND d.sweep_tx_hash = gone.tx_hash AND d.sweep_block_number = gone.block_number
      WHERE d.company_id = ${at.companyId} AND d.chain = ${at.chain} AND d.status <> 'FINALIZED'
      ORDER BY d.id FOR UPDATE OF d
    )
    UPDATE deposits d SET sweep_tx_hash = NULL, sweep_block_number = NULL, updated_at = ${at.now}
    FROM hit WHERE d.company_id = ${at.companyId} AND d.id = hit.id`.execute(tx)
}
