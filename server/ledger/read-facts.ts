import { sql } from 'kysely'
import type { Tx } from '../kernel/database.ts'
import type { Account } from './accounts.ts'
import type { Batch, TransferRecord } from './draft.ts'
import type { Facts, Hold } from './evaluate.ts'

/**
 * What the batch meets, read by statements of their own after the locks: their snapshot is younger than the
 * wait, so they see whatever the transaction that we waited for has booked. Hold rows need no lock, since who
 * changes one locks its accounts.
 */
export async function readFacts(
  tx: Tx,
  companyId: string,
  batch: Batch,
  accounts: ReadonlyMap<string, Account>,
): Promise<Facts> {
  const existing = await readExisting(tx, companyId, batch)
  const holds = batch.holdIds.length === 0 ? [] : await readHolds(tx, companyId, batch.holdIds)
  // A hold that was booked while we waited has accounts that we did not lock: for us it is not there yet.
  const ours = holds.filter((hold) => accounts.has(hold.debitId) && accounts.has(hold.creditId))
  return { accounts, existing, holds: new Map(ours.map((hold) => [hold.id, hold])) }
}

async function readExisting(tx: Tx, companyId: string, batch: Batch): Promise<Map<string, TransferRecord>> {
  const ids = batch.drafts.map((draft) => draft.id)
  const { rows } = await sql<TransferRecord>`
    SELECT t.id, t.type, t.debit_account_id AS "debitId", t.credit_account_id AS "creditId", t.asset AS "assetId",
           t.amount, t.hold_id AS "holdId", t.overdraw, h.expires_at AS "expiresAt", t.reason,
           t.subject_id AS "subjectId"
    FROM ledger_transfers t
    LEFT JOIN ledger_holds h ON t.type = 'HOLD' AND h.company_id = t.company_id AND h.id = t.id
    WHERE t.company_id = ${companyId} AND t.id = ANY(${ids}::uuid[])`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

async function readHolds(tx: Tx, companyId: string, ids: readonly string[]): Promise<Hold[]> {
  const { rows } = await sql<Hold>`
    SELECT id, debit_account_id AS "debitId", credit_account_id AS "creditId", asset AS "assetId",
           amount, remaining, expires_at AS "expiresAt"
    FROM ledger_holds
    WHERE company_id = ${companyId} AND id = ANY(${ids}::uuid[])`.execute(tx)
  return rows
}
