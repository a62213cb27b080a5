import { sql } from 'kysely'
import type { Tx } from '../../kernel/database.ts'

/** Companies looked at in one pass; the next pass goes on behind the last of them. */
export const COMPANIES_PER_PASS = 64

export interface DueQuery {
  readonly now: Date
  /** Only companies behind this one, so that a long list is walked in turns; null begins anew. */
  readonly after: string | null
  /** Those without a free place: left out, so they do not fill the pass. */
  readonly except: readonly string[]
}

/**
 * Companies with a delivery that is due. Exported for the test that reads its plan. Walks from company to company over the index: a company costs
 * one look-up, whether one row is ready behind it or a hundred thousand. Without a URL, or deleted: not due, whatever waits.
 */
export function findDueCompanies({ now, after, except }: DueQuery) {
  const nextCompany = sql`
    SELECT d.company_id, d.next_attempt_at AS oldest FROM webhook_deliveries d
    WHERE d.status = 'PENDING' AND d.node_id IS NULL AND NOT d.waits`
  return sql<{ company_id: string }>`
    WITH RECURSIVE walk AS (
      (${nextCompany} AND d.company_id > ${after ?? NIL}::uuid ORDER BY d.company_id, d.next_attempt_at LIMIT 1)
      UNION ALL
      SELECT next.* FROM walk CROSS JOIN LATERAL (
        ${nextCompany} AND d.company_id > walk.company_id ORDER BY d.company_id, d.next_attempt_at LIMIT 1
      ) next
    )
    SELECT walk.company_id FROM walk JOIN companies USING (company_id)
    WHERE walk.oldest <= ${now} AND companies.webhook_url IS NOT NULL AND companies.deleted_at IS NULL
      AND walk.company_id <> ALL(${except}::uuid[])`
}

/** The first of them, in the order of their ids. Sorted here: the statement runs without sorts (prefer-indexes.ts). */
export async function readDueCompanies(tx: Tx, query: DueQuery): Promise<string[]> {
  const { rows } = await findDueCompanies(query).execute(tx)
  const ids = rows.map((row) => row.company_id)
  return ids.toSorted().slice(0, COMPANIES_PER_PASS)
}

const NIL = '00000000-0000-0000-0000-000000000000'
