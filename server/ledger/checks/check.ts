import { type RawBuilder, sql } from 'kysely'
import type { Database, Tx } from '../../kernel/database.ts'

/** Something in the books that cannot be. `kind` is a word of the table in docs/ledger.md or of the module that checks. */
export interface Finding {
  readonly check: string
  readonly kind: string
  readonly companyId: string
  /** What `id` names: account, transfer, hold, seal, asset, deposit, … */
  readonly subject: string
  readonly id: string
  /** For people: what is, and what should be. */
  readonly text: string
}

export interface CheckContext {
  readonly db: Database
  readonly companyId: string
  /** Reports what is wrong. Checks go on after it. */
  found(finding: Omit<Finding, 'check' | 'companyId'>): void
  /** Counts what was looked at (`transfers`, `seals`): the report's totals and its progress. */
  count(what: string, number: number): void
}

/** One thing that verify looks at, company by company, in bounded memory. Other modules add theirs (deposits, chain balances). */
export interface Check {
  readonly name: string
  run(context: CheckContext): Promise<void>
}

/** A check asks for no more rows than these of what is wrong: one is enough to be alarmed. */
export const FINDINGS_PER_QUERY_MAX = 1_000

/** Reads at one moment, for as long as it takes. No network call inside. */
export function inSnapshot<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      await sql`SET LOCAL statement_timeout = 0`.execute(tx)
      return work(tx)
    })
}

/** Runs a query that gives a row for each thing that is wrong. */
export async function readWrong<Row>(db: Database, query: RawBuilder<Row>): Promise<readonly Row[]> {
  const limited = sql<Row>`SELECT * FROM (${query}) AS wrong LIMIT ${FINDINGS_PER_QUERY_MAX}`
  return inSnapshot(db, async (tx) => (await limited.execute(tx)).rows)
}
