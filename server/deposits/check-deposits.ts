import { type RawBuilder, sql } from 'kysely'
import { type Check, inSnapshot, readWrong } from '../ledger/checks/check.ts'

interface WrongBalance {
  readonly code: string
  readonly asset: string
  readonly booked: bigint
  readonly derived: bigint
}

/**
 * The books and the rows agree, per product and token: UNSWEPT is what deposits brought to deposit addresses less what sweeps took,
 * UNCREDITED is what lies below the minimum.
 */
export const checkDeposits: Check = {
  name: 'deposits',
  async run({ db, companyId, found, count }) {
    for (const row of await readWrong(db, wrongBalances(companyId)))
      found({
        kind: 'deposits_differ',
        subject: 'asset',
        id: row.asset,
        text: `${row.code} is ${row.booked}; deposits and sweeps give ${row.derived}`,
      })
    count('deposits', await countDeposits(db, companyId))
  },
}

function wrongBalances(companyId: string): RawBuilder<WrongBalance> {
  return sql<WrongBalance>`
    WITH derived AS (
      SELECT code, asset, sum(amount) AS amount FROM (
        SELECT ${ofProduct('UNSWEPT')} AS code, chain || ':' || token_address AS asset, amount FROM deposits
          WHERE company_id = ${companyId} AND booked AND NOT to_holding
        UNION ALL SELECT ${ofProduct('UNSWEPT')}, chain || ':' || token_address, -amount FROM holding_receipts
          WHERE company_id = ${companyId} AND booked AND is_sweep
        UNION ALL SELECT ${ofProduct('UNCREDITED')}, chain || ':' || token_address, amount FROM deposits
          WHERE company_id = ${companyId} AND booked AND status = 'BELOW_MINIMUM'
      ) moved GROUP BY code, asset
    ), stored AS (
      SELECT code, asset, CASE normal WHEN 'DEBIT' THEN debits - credits ELSE credits - debits END AS amount
      FROM ledger_accounts WHERE company_id = ${companyId} AND code IN ('UNSWEPT', 'UNCREDITED', 'CARD_UNSWEPT', 'CARD_UNCREDITED', 'TREASURY_UNCREDITED')
    )
    SELECT code, asset, coalesce(stored.amount, 0) AS booked, coalesce(derived.amount, 0) AS derived
    FROM stored FULL JOIN derived USING (code, asset)
    WHERE coalesce(stored.amount, 0) <> coalesce(derived.amount, 0)`
}

/** Accounts of cards and treasury have names of their own. */
function ofProduct(code: string): RawBuilder<string> {
  return sql<string>`CASE product WHEN 'cards' THEN 'CARD_' WHEN 'treasury' THEN 'TREASURY_' ELSE '' END || ${sql.lit(code)}`
}

async function countDeposits(db: Parameters<typeof inSnapshot>[0], companyId: string): Promise<number> {
  const { rows } = await inSnapshot(db, (tx) =>
    sql<{ count: bigint }>`SELECT count(*) FROM deposits WHERE company_id = ${companyId}`.execute(tx),
  )
  return Number(rows[0]?.count ?? 0n)
}
