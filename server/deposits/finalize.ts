import { sql } from 'kysely'
import type { Tx } from '../kernel/database.ts'
import type { AdvanceAt, AdvanceDeps } from './step.ts'

/**
 * Receipts that are final, and the credited deposits whose final sweep took them, or that went to holding themselves: from now on
 * they cannot be reverted.
 */
export async function finalize(tx: Tx, _deps: AdvanceDeps, at: AdvanceAt): Promise<number> {
  const receipts = await sql`
    WITH due AS (
      SELECT id FROM holding_receipts
      WHERE company_id = ${at.companyId} AND chain = ${at.chain} AND booked AND NOT final AND NOT orphaned AND NOT disputed
        AND block_number <= ${at.final}
      ORDER BY id FOR UPDATE
    )
    UPDATE holding_receipts r SET final = true FROM due WHERE r.company_id = ${at.companyId} AND r.id = due.id`.execute(
    tx,
  )
  const deposits = await sql`
    WITH due AS (
      SELECT d.id FROM deposits d
      WHERE d.company_id = ${at.companyId} AND d.chain = ${at.chain} AND d.status = 'CONFIRMED'
        AND NOT d.orphaned AND NOT d.disputed AND d.sweep_block_number <= ${at.final}
        AND (d.to_holding OR EXISTS (
          SELECT 1 FROM holding_receipts r
          WHERE r.company_id = d.company_id AND r.tx_hash = d.sweep_tx_hash AND r.chain = d.chain
            AND r.from_address = d.address AND r.token_address = d.token_address AND r.final AND NOT r.disputed))
      ORDER BY d.id FOR UPDATE OF d
    )
    UPDATE deposits d SET status = 'FINALIZED', updated_at = ${at.now}
    FROM due WHERE d.company_id = ${at.companyId} AND d.id = due.id`.execute(tx)
  return Number((receipts.numAffectedRows ?? 0n) + (deposits.numAffectedRows ?? 0n))
}
