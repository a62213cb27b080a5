import { type RawBuilder, sql } from 'kysely'
import type { Database, Tx } from '../../kernel/database.ts'

/** What the ledger's own checks find. docs/ledger.md shows this table. */
export const LEDGER_FINDINGS = {
  account_differs: 'a sum of an account is not that of its transfers and holds',
  account_missing: 'transfers name an account, in an asset, that is not there',
  account_not_of_chart: 'code, direction, guard, owner or asset of an account were changed',
  guard_broken: 'a guarded account is below zero and no overdraw transfer touched it',
  books_do_not_balance: 'the debits of all accounts of an asset are not the credits',
  hold_differs: 'a hold is not as its transfers say',
  hold_exceeded: 'a hold was released beyond its amount',
  transfer_without_hold: 'a capture or release has no hold between its accounts',
  seal_broken: 'a sealed transfer was changed, added, deleted or moved, or a seal was',
  seal_missing: 'seals between two others are gone',
  xids_restarted: 'the database was restored from a logical dump, see above',
} as const

export type LedgerFindingKind = keyof typeof LEDGER_FINDINGS

/** Something in the books that cannot be. Modules that add checks have kinds of their own. */
export interface Finding<Kind extends string = string> {
  readonly check: string
  readonly kind: Kind
  readonly companyId: string
  /** What `id` names: account, transfer, hold, seal, asset, deposit, … */
  readonly subject: string
  readonly id: string
  /** For people: what is, and what should be. */
  readonly text: string
}

export interface CheckContext<Kind extends string = string> {
  readonly db: Database
  readonly companyId: string
  /** Reports what is wrong. Checks go on after it. */
  found(finding: Omit<Finding<Kind>, 'check' | 'companyId'>): void
  /** Counts what was looked at (`transfers`, `seals`): the report's totals and its progress. */
  count(what: string, number: number): void
}

/**
 * One thing that verify looks at, company by company, in bounded memory. Other modules add theirs (deposits,
 * chain balances).
 */
export interface Check<Kind extends string = string> {
  readonly name: string
  run(context: CheckContext<Kind>): Promise<void>
}

/** A check asks for no more rows than these of what is wrong: one is enough to be alarmed. */
export const FINDINGS_PER_QUERY_MAX = 1_000

/**
 * Reads at one moment, for as long as it takes. No network call inside. Checks compare whole tables: a planner that last saw one of
 * them nearly empty would walk it once for each row of another, for hours.
 */
export function inSnapshot<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      await sql`SET LOCAL statement_timeout = 0`.execute(tx)
      await sql`SET LOCAL enable_nestloop = off`.execute(tx)
      return work(tx)
    })
}

/** Runs a query that gives a row for each thing that is wrong. */
export async function readWrong<Row>(db: Database, query: RawBuilder<Row>): Promise<readonly Row[]> {
  const limited = sql<Row>`SELECT * FROM (${query}) AS wrong LIMIT ${FINDINGS_PER_QUERY_MAX}`
  return inSnapshot(db, async (tx) => (await limited.execute(tx)).rows)
}
