import { sql } from 'kysely'
import type { Reader } from '../../kernel/database.ts'

/** What has changed, in as few words as a page needs to know which of its answers are old. */
export interface Topic {
  readonly product: string
  readonly event_type: string
  readonly wallet_id?: string
  readonly card_id?: string
  readonly client_id?: string
  /** `management`: of what the audit log calls the object, or the approval. */
  readonly object_id?: string
}

/** Of what only people see who may read settings, users and the audit log. */
export const MANAGEMENT = 'management'

/** More in one look than a page would ask about one by one: then it is told to ask for everything. */
const TOPICS_MAX = 200

/** By company: only those where something has changed. MANY: too much to name. */
export type Changes = ReadonlyMap<string, readonly Topic[] | 'MANY'>

/** Below it nothing is under way any more: whatever was written there is there to be read, or never will be. */
export async function readMark(reader: Reader): Promise<bigint> {
  const { rows } = await sql<{ mark: bigint }>`
    SELECT pg_snapshot_xmin(pg_current_snapshot()) AS mark`.execute(reader)
  const [row] = rows
  if (row === undefined) throw new Error('PostgreSQL gave no snapshot')
  return row.mark
}

interface Row {
  readonly company_id: string
  readonly product: string
  readonly event_type: string
  readonly wallet_id: string | null
  readonly card_id: string | null
  readonly client_id: string | null
  readonly object_id: string | null
}

/**
 * What was committed for these companies from one mark up to another, each topic once. One statement
 * for all of them, over an index that has the newest at its end; how much it reads of one company is bounded.
 */
export async function readTopics(
  reader: Reader,
  companyIds: readonly string[],
  { from, upTo }: { readonly from: bigint; readonly upTo: bigint },
): Promise<Changes> {
  const between = sql`xid >= ${String(from)}::xid8 AND xid < ${String(upTo)}::xid8`
  const { rows } = await sql<Row>`
    SELECT told.* FROM unnest(${companyIds}::uuid[]) AS company(id)
    CROSS JOIN LATERAL (
      (SELECT company_id, product, event_type, data ->> 'wallet_id' AS wallet_id, data ->> 'card_id' AS card_id,
         coalesce(top_level ->> 'client_id', data ->> 'client_id') AS client_id, NULL AS object_id
       FROM webhook_events WHERE company_id = company.id AND ${between} LIMIT ${TOPICS_MAX + 1})
      UNION ALL
      (SELECT company_id, ${MANAGEMENT}, action, NULL, NULL, NULL, object_id
       FROM audit_log WHERE company_id = company.id AND ${between} LIMIT ${TOPICS_MAX + 1})
      UNION ALL
      (SELECT company_id, ${MANAGEMENT}, 'approval', NULL, NULL, NULL, id::text
       FROM approvals WHERE company_id = company.id AND ${between} LIMIT ${TOPICS_MAX + 1})
    ) told`.execute(reader)
  const byCompany = Map.groupBy(rows, (row) => row.company_id)
  return new Map(
    [...byCompany].map(([id, own]) => [id, own.length > TOPICS_MAX ? 'MANY' : distinct(own.map(showTopic))]),
  )
}

function showTopic({ product, event_type, wallet_id, card_id, client_id, object_id }: Row): Topic {
  return {
    product,
    event_type,
    ...(wallet_id === null ? {} : { wallet_id }),
    ...(card_id === null ? {} : { card_id }),
    ...(client_id === null ? {} : { client_id }),
    ...(object_id === null ? {} : { object_id }),
  }
}

function distinct(topics: readonly Topic[]): Topic[] {
  return [...new Map(topics.map((topic) => [JSON.stringify(topic), topic])).values()]
}
