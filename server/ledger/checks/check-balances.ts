import { type RawBuilder, sql } from 'kysely'
import { type Check, type LedgerFindingKind, readWrong } from './check.ts'

/**
 * Every account's four sums are those of its transfers, no guarded account is below zero unless a fact of the
 * world took it there, and per asset the debits of all accounts equal the credits. PostgreSQL aggregates (on
 * disk where it must) and gives only what differs.
 */
export const checkBalances: Check<LedgerFindingKind> = {
  name: 'balances',
  async run({ db, companyId, found }) {
    for (const row of await readWrong(db, wrongAccounts(companyId))) {
      if (row.stored === null)
        found({
          kind: 'account_missing',
          subject: 'account',
          id: row.id,
          text: `transfers of ${row.asset} name it; ${row.derived}`,
        })
      else if (row.stored !== row.derived)
        found({
          kind: 'account_differs',
          subject: 'account',
          id: row.id,
          text: `has ${row.stored}; its transfers give ${row.derived}`,
        })
      if (row.below_zero)
        found({
          kind: 'guard_broken',
          subject: 'account',
          id: row.id,
          text: `is below zero (${row.stored}) and no overdraw transfer touched it`,
        })
    }
    for (const row of await readWrong(db, unbalancedAssets(companyId)))
      found({
        kind: 'books_do_not_balance',
        subject: 'asset',
        id: row.asset,
        text: `debits ${row.debits}, credits ${row.credits}`,
      })
  },
}

interface WrongAccount {
  readonly id: string
  readonly asset: string
  readonly stored: string | null
  readonly derived: string
  readonly below_zero: boolean
}

/**
 * Holds are re-derived from transfers too: what remains of one is its amount less its captures and releases,
 * and never below zero.
 */
function wrongAccounts(companyId: string): RawBuilder<WrongAccount> {
  return sql<WrongAccount>`
    WITH used AS (
      SELECT hold_id, sum(amount) AS amount FROM ledger_transfers
      WHERE company_id = ${companyId} AND hold_id IS NOT NULL GROUP BY hold_id
    ), moves AS (
      SELECT t.debit_account_id, t.credit_account_id, t.asset, t.overdraw,
             CASE WHEN t.type IN ('POST', 'CAPTURE') THEN t.amount ELSE 0 END AS posted,
             CASE WHEN t.type = 'HOLD' THEN greatest(0, t.amount - coalesce(used.amount, 0)) ELSE 0 END AS held
      FROM ledger_transfers t LEFT JOIN used ON t.type = 'HOLD' AND used.hold_id = t.id
      WHERE t.company_id = ${companyId}
    ), derived AS (
      SELECT side.id, moves.asset, sum(side.debits) AS debits, sum(side.credits) AS credits,
             sum(side.debits_held) AS debits_held, sum(side.credits_held) AS credits_held, bool_or(overdraw) AS overdraw
      FROM moves, LATERAL (VALUES (debit_account_id, posted, 0, held, 0), (credit_account_id, 0, posted, 0, held))
                  AS side (id, debits, credits, debits_held, credits_held)
      GROUP BY side.id, moves.asset
    ), accounts AS (
      SELECT *, CASE normal WHEN 'DEBIT' THEN debits - credits - credits_held
                            ELSE credits - debits - debits_held END AS available
      FROM ledger_accounts WHERE company_id = ${companyId}
    ), compared AS (
      SELECT coalesce(a.id, d.id) AS id, coalesce(a.asset, d.asset) AS asset,
             ${sumsText('a')} AS stored,
             format('debits %s credits %s held %s %s', coalesce(d.debits, 0), coalesce(d.credits, 0),
                    coalesce(d.debits_held, 0), coalesce(d.credits_held, 0)) AS derived,
             coalesce(a.guarded AND a.available < 0 AND NOT coalesce(d.overdraw, false), false) AS below_zero
      FROM accounts a FULL JOIN derived d ON d.id = a.id AND d.asset = a.asset
    )
    SELECT * FROM compared WHERE stored IS DISTINCT FROM derived OR below_zero`
}

function sumsText(table: string): RawBuilder<string> {
  const t = sql.raw(table)
  return sql`CASE WHEN ${t}.id IS NOT NULL
    THEN format('debits %s credits %s held %s %s', ${t}.debits, ${t}.credits, ${t}.debits_held, ${t}.credits_held) END`
}

function unbalancedAssets(companyId: string): RawBuilder<{ asset: string; debits: bigint; credits: bigint }> {
  return sql`
    SELECT asset, sum(debits) AS debits, sum(credits) AS credits
    FROM ledger_accounts WHERE company_id = ${companyId}
    GROUP BY asset HAVING sum(debits) <> sum(credits) OR sum(debits_held) <> sum(credits_held)`
}
