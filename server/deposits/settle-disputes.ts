import { sql } from 'kysely'
import type { ChainTransfer } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import type { RecordedAt } from './arrival.ts'

/** A disputed row, and where its transfer was found on the chain after all. */
export interface FoundAgain {
  readonly id: string
  readonly transfer: ChainTransfer
}

/**
 * A transfer whose final block left the chain was disputed; it was found again, in that block or finally in another. Its money is
 * there, so its row goes on from its place of now, and deposits go on with the sweep that took them.
 */
export async function settleDisputes(
  tx: Tx,
  table: 'deposits' | 'holding_receipts',
  at: RecordedAt,
  found: readonly FoundAgain[],
): Promise<void> {
  for (const { id, transfer } of found) {
    const alsoInHolding =
      table === 'deposits'
        ? sql`, sweep_block_number = CASE WHEN to_holding THEN ${transfer.blockNumber} ELSE sweep_block_number END`
        : sql``
    await sql`
      UPDATE ${sql.table(table)} SET disputed = false, block_number = ${transfer.blockNumber},
        block_hash = ${transfer.blockHash}, log_index = ${transfer.logIndex}${alsoInHolding}
      WHERE company_id = ${at.companyId} AND id = ${id}`.execute(tx)
    if (table === 'holding_receipts') await moveSweep(tx, at, transfer)
  }
}

async function moveSweep(tx: Tx, at: RecordedAt, sweep: ChainTransfer): Promise<void> {
  await tx
    .updateTable('deposits')
    .set({ sweep_block_number: sweep.blockNumber, updated_at: at.now })
    .where('company_id', '=', at.companyId)
    .where('chain', '=', at.chain)
    .where('address', '=', sweep.from)
    .where('token_address', '=', sweep.tokenAddress)
    .where('sweep_tx_hash', '=', sweep.txHash)
    .execute()
}
