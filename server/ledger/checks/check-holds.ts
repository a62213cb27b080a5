import { type RawBuilder, sql } from 'kysely'
import { type Check, inSnapshot, type LedgerFindingKind, readWrong } from './check.ts'

/**
 * Every hold is as its transfers say, was not released beyond its amount, and every capture and release belongs
 * to a hold between the same accounts.
 */
export const checkHolds: Check<LedgerFindingKind> = {
  name: 'holds',
  async run({ db, companyId, found, count }) {
    for (const row of await readWrong(db, wrongHolds(companyId))) {
      const text = `has ${row.stored ?? 'no row'}; its transfers give ${row.derived ?? 'no hold'}`
      if (row.stored !== row.derived) found({ kind: 'hold_differs', subject: 'hold', id: row.id, text })
      if (row.over_released)
        found({
          kind: 'hold_exceeded',
          subject: 'hold',
          id: row.id,
          text: `was released beyond its amount: ${row.derived}`,
        })
    }
    for (const row of await readWrong(db, strayTransfers(companyId)))
      found({
        kind: 'transfer_without_hold',
        subject: 'transfer',
        id: row.id,
        text: `${row.type} names hold ${row.hold_id}, which is not a hold between its accounts`,
      })
    count('holds', await countHolds(db, companyId))
  },
}

interface WrongHold {
  readonly id: string
  readonly stored: string | null
  readonly derived: string | null
  readonly over_released: boolean
}

function wrongHolds(companyId: string): RawBuilder<WrongHold> {
  return sql<WrongHold>`
    WITH used AS (
      SELECT hold_id, sum(amount) AS amount, coalesce(sum(amount) FILTER (WHERE type = 'RELEASE'), 0) AS released
      FROM ledger_transfers WHERE company_id = ${companyId} AND hold_id IS NOT NULL GROUP BY hold_id
    ), derived AS (
      SELECT t.id, format('%s -> %s %s %s remaining %s', t.debit_account_id, t.credit_account_id, t.asset, t.amount,
                          greatest(0, t.amount - coalesce(used.amount, 0))) AS text,
             coalesce(used.released > t.amount, false) AS over_released
      FROM ledger_transfers t LEFT JOIN used ON used.hold_id = t.id
      WHERE t.company_id = ${companyId} AND t.type = 'HOLD'
    ), stored AS (
      SELECT id, format('%s -> %s %s %s remaining %s', debit_account_id, credit_account_id, asset, amount, remaining) AS text
      FROM ledger_holds WHERE company_id = ${companyId}
    )
    SELECT coalesce(s.id, d.id) AS id, s.text AS stored, d.text AS derived, coalesce(d.over_released, false) AS over_released
    FROM stored s FULL JOIN derived d ON d.id = s.id
    WHERE s.text IS DISTINCT FROM d.text OR d.over_released`
}

function strayTransfers(companyId: string): RawBuilder<{ id: string; type: string; hold_id: string | null }> {
  return sql`
    SELECT t.id, t.type, t.hold_id
    FROM ledger_transfers t
    LEFT JOIN ledger_transfers h ON h.company_id = t.company_id AND h.id = t.hold_id AND h.type = 'HOLD'
      AND h.debit_account_id = t.debit_account_id AND h.credit_account_id = t.credit_account_id AND h.asset = t.asset
    WHERE t.company_id = ${companyId}
      AND CASE WHEN t.type IN ('CAPTURE', 'RELEASE') THEN h.id IS NULL ELSE t.hold_id IS NOT NULL END`
}

async function countHolds(db: Parameters<typeof inSnapshot>[0], companyId: string): Promise<number> {
  const { rows } = await inSnapshot(db, (tx) =>
    sql<{
      holds: bigint
    }>`SELECT count(*) AS holds FROM ledger_holds WHERE company_id = ${companyId}`.execute(tx),
  )
  return Number(rows[0]?.holds ?? 0n)
}
