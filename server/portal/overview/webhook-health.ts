import { sql } from 'kysely'
import { Type } from 'typebox'
import { NullableInstant } from '../../companies/schemas.ts'
import type { Reader } from '../../kernel/database.ts'

const RECENT_MAX = 1_000

export const WebhookHealthShape = Type.Object({
  has_url: Type.Boolean(),
  recent: Type.Object(
    {
      total: Type.Integer(),
      delivered: Type.Integer(),
      pending: Type.Integer(),
      dead: Type.Integer(),
      retried: Type.Integer({ description: 'Took, or have taken, more than one attempt' }),
    },
    { description: 'Of the newest 1,000 deliveries' },
  ),
  oldest_pending_at: NullableInstant,
  last_delivered_at: NullableInstant,
})

/** From the newest end of the primary key, so it takes as long for a company with a hundred million deliveries. */
export async function readWebhookHealth(db: Reader, companyId: string) {
  const { rows } = await sql<{
    has_url: boolean
    total: bigint
    delivered: bigint
    pending: bigint
    dead: bigint
    retried: bigint
    oldest_pending_at: Date | null
    last_delivered_at: Date | null
  }>`
    SELECT EXISTS (SELECT FROM companies WHERE company_id = ${companyId} AND webhook_url IS NOT NULL) AS has_url,
      count(*) AS total,
      count(*) FILTER (WHERE status = 'DELIVERED') AS delivered,
      count(*) FILTER (WHERE status = 'PENDING') AS pending,
      count(*) FILTER (WHERE status = 'DEAD') AS dead,
      count(*) FILTER (WHERE attempts > 1) AS retried,
      min(created_at) FILTER (WHERE status = 'PENDING') AS oldest_pending_at,
      max(updated_at) FILTER (WHERE status = 'DELIVERED') AS last_delivered_at
    FROM (SELECT status, attempts, created_at, updated_at FROM webhook_deliveries
      WHERE company_id = ${companyId} ORDER BY id DESC LIMIT ${RECENT_MAX}) recent`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('an aggregate gives one row')
  const { has_url, oldest_pending_at, last_delivered_at, ...counts } = row
  const recent = Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number(count)]))
  return { has_url, recent, oldest_pending_at, last_delivered_at }
}
