import { sql } from 'kysely'
import type { Database } from '../kernel/database.ts'
import type { Check, Finding } from './checks/check.ts'
import { checkAccounts } from './checks/check-accounts.ts'
import { checkBalances } from './checks/check-balances.ts'
import { checkHolds } from './checks/check-holds.ts'
import { checkSeals } from './checks/check-seals.ts'

export const LEDGER_CHECKS: readonly Check[] = [checkAccounts, checkBalances, checkHolds, checkSeals]

/** The report keeps so many findings and counts the rest. */
export const FINDINGS_KEPT_MAX = 1_000

export interface VerifyDeps {
  readonly db: Database
  /** Only this company; all without it. */
  readonly companyId?: string
  /** What other modules look at beside the ledger's own checks. */
  readonly checks?: readonly Check[]
  /** Called as the work goes on, at least once per check and company. */
  readonly onProgress?: (progress: Progress) => void
}

/** What was looked at; checks of other modules add names of their own. */
export interface Counts extends Record<string, number> {
  companies: number
  accounts: number
  transfers: number
  /** Of the transfers: not sealed yet. */
  unsealed: number
  holds: number
  seals: number
}

export interface Progress {
  readonly companyId: string
  readonly check: string
  /** So far, over all companies. */
  readonly counts: Readonly<Counts>
}

export interface Report {
  readonly ok: boolean
  readonly counts: Readonly<Counts>
  readonly findings: readonly Finding[]
  /** Above `findings.length` when not all were kept. */
  readonly findingsTotal: number
  readonly durationMs: number
}

/**
 * Re-derives the books and compares, company by company, while the system runs, in bounded memory. Writes
 * nothing.
 */
export async function verifyBooks({
  db,
  companyId: only,
  checks = [],
  onProgress,
}: VerifyDeps): Promise<Report> {
  const startedAt = performance.now()
  const counts: Counts = { companies: 0, accounts: 0, transfers: 0, unsealed: 0, holds: 0, seals: 0 }
  const findings: Finding[] = []
  let findingsTotal = 0
  for await (const companyId of only === undefined ? readCompanies(db) : [only]) {
    counts.companies += 1
    for (const { name, run } of [...LEDGER_CHECKS, ...checks]) {
      const progress = () => onProgress?.({ companyId, check: name, counts })
      progress()
      await run({
        db,
        companyId,
        found(finding) {
          findingsTotal += 1
          if (findings.length < FINDINGS_KEPT_MAX) findings.push({ check: name, companyId, ...finding })
        },
        count(what, number) {
          counts[what] = (counts[what] ?? 0) + number
          progress()
        },
      })
    }
  }
  return {
    ok: findingsTotal === 0,
    counts,
    findings,
    findingsTotal,
    durationMs: performance.now() - startedAt,
  }
}

/** Every company that is registered or has left a trace in the ledger. */
async function* readCompanies(db: Database): AsyncGenerator<string> {
  let after = sql``
  for (;;) {
    const firstOf = (table: string) =>
      sql`(SELECT company_id FROM ${sql.table(table)} ${after} ORDER BY company_id LIMIT 1)`
    const tables = ['companies', 'ledger_accounts', 'ledger_transfers', 'ledger_holds', 'ledger_seals']
    const { rows } = await sql<{ company_id: string }>`
      ${sql.join(tables.map(firstOf), sql` UNION `)} ORDER BY company_id LIMIT 1`.execute(db)
    const [first] = rows
    if (first === undefined) return
    yield first.company_id
    after = sql`WHERE company_id > ${first.company_id}`
  }
}

/** The report for people: what was looked at, then a line for each finding. */
export function describeReport(report: Report): string[] {
  const looked = Object.entries(report.counts).map(([what, number]) => `${number} ${what}`)
  const lines = [`Looked at ${looked.join(', ')} in ${(report.durationMs / 1000).toFixed(1)} s.`]
  if (report.ok) return [...lines, 'The books are right.']
  lines.push(`The books are wrong: ${report.findingsTotal} findings.`)
  for (const { kind, companyId, subject, id, text } of report.findings)
    lines.push(`${kind}: company ${companyId}, ${subject} ${id}: ${text}`)
  const left = report.findingsTotal - report.findings.length
  return left === 0 ? lines : [...lines, `… and ${left} more.`]
}
