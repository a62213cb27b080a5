import { type RawBuilder, sql } from 'kysely'
import { type Check, inSnapshot, readWrong } from '../ledger/checks/check.ts'

interface WrongBalance {
  readonly code: string
  readonly asset: string
  readonly booked: bigint
  readonly derived: bigint
}

interface WrongDeposit {
  readonly id: string
  readonly text: string
}

type Kind = 'deposits_differ' | 'deposit_differs' | 'deposit_missing'

/**
 * The books and the rows agree, per product and token: UNSWEPT is what deposits brought to deposit addresses less what sweeps took,
 * UNCREDITED is what lies below the minimum. And each by itself: what a row says is booked was booked once, and nothing was booked for
 * a deposit that is not there.
 */
export const checkDeposits: Check<Kind> = {
  name: 'deposits',
  async run({ db, companyId, found, count }) {
    for (const row of await readWrong(db, wrongBalances(companyId)))
      found({
        kind: 'deposits_differ',
        subject: 'asset',
        id: row.asset,
        text: `${row.code} is ${row.booked}; deposits and sweeps give ${row.derived}`,
      })
    const tell = (kind: Kind, wrong: readonly WrongDeposit[]) => {
      for (const { id, text } of wrong) found({ kind, subject: 'deposit', id, text })
    }
    tell('deposit_differs', await readWrong(db, wrongDeposits(companyId)))
    tell('deposit_missing', await readWrong(db, missingDeposits(companyId)))
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

/** What was booked for a subject on the accounts where tokens lie, and on those of what is too little to be credited. */
const lies = (companyId: string) => sql`
  SELECT t.subject_id AS id, t.asset,
         sum(CASE WHEN c.code IN ('UNCREDITED', 'CARD_UNCREDITED', 'TREASURY_UNCREDITED') THEN 0 ELSE side.amount END) AS tokens,
         sum(CASE WHEN c.code IN ('UNCREDITED', 'CARD_UNCREDITED', 'TREASURY_UNCREDITED') THEN -side.amount ELSE 0 END) AS small,
         bool_or(t.reason IN ('deposit', 'treasury_deposit', 'deposit_small', 'deposit_unattributed')) AS is_deposit
  FROM ledger_transfers t,
       LATERAL (VALUES (t.debit_account_id, t.amount), (t.credit_account_id, -t.amount)) AS side (account_id, amount)
  JOIN ledger_accounts c ON c.company_id = ${companyId} AND c.id = side.account_id AND c.code IN
       ('UNSWEPT', 'CARD_UNSWEPT', 'HOLDING', 'CARD_TOKENS', 'TREASURY_TOKENS', 'UNCREDITED', 'CARD_UNCREDITED', 'TREASURY_UNCREDITED')
  WHERE t.company_id = ${companyId} AND (t.reason LIKE 'deposit%' OR t.reason LIKE 'treasury\\_deposit%')
  GROUP BY t.subject_id, t.asset`

function wrongDeposits(companyId: string): RawBuilder<WrongDeposit> {
  return sql<WrongDeposit>`
    WITH lies AS (${lies(companyId)}), due AS (
      SELECT id, status, chain || ':' || token_address AS asset, CASE WHEN booked THEN amount ELSE 0 END AS tokens,
             CASE WHEN booked AND status = 'BELOW_MINIMUM' THEN amount ELSE 0 END AS small
      FROM deposits WHERE company_id = ${companyId}
    )
    SELECT due.id, format('is %s: %s of it was booked, and not %s; kept as too small %s, and not %s',
                          status, coalesce(lies.tokens, 0), due.tokens, coalesce(lies.small, 0), due.small) AS text
    FROM due LEFT JOIN lies ON lies.id = due.id AND lies.asset = due.asset
    WHERE (coalesce(lies.tokens, 0), coalesce(lies.small, 0)) <> (due.tokens, due.small)`
}

function missingDeposits(companyId: string): RawBuilder<WrongDeposit> {
  return sql<WrongDeposit>`
    WITH lies AS (${lies(companyId)})
    SELECT lies.id, format('%s of %s was booked, and there is no deposit', lies.tokens, lies.asset) AS text
    FROM lies LEFT JOIN deposits d ON d.company_id = ${companyId} AND d.id = lies.id
    WHERE d.id IS NULL AND lies.is_deposit`
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
