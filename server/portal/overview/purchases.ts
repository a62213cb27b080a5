import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Reader } from '../../kernel/database.ts'
import { jsonNumber } from '../../kernel/money.ts'
import { CANCELLED_APPROVAL } from '../../webhooks/legacy.ts'

const HOUR_MS = 3_600_000
/** So long after its end an hour is what it will be: what was decided in it has been committed. */
const SETTLED_MS = 600_000
const COMPANIES_MAX = 1_000

export const PERIODS = { '24h': 24, '7d': 168 } as const
export type Period = keyof typeof PERIODS

export const PurchasesShape = Type.Object({
  approved: Type.Integer(),
  declined: Type.Integer(),
  approval_rate: Type.Union([Type.Number(), Type.Null()], {
    description: 'approved ÷ (approved + declined), four decimals, rounded down; null without purchases',
  }),
  hours: Type.Array(
    Type.Object({
      hour: Type.String({ format: 'date-time', description: 'Its beginning' }),
      approved: Type.Integer(),
      declined: Type.Integer(),
      approved_amount: Type.Number({ description: 'USD' }),
    }),
    { description: 'The oldest first; the last one is not over' },
  ),
})

interface Hour {
  readonly approved: bigint
  readonly declined: bigint
  /** USD, decimal text. */
  readonly amount: string
}

const NOTHING: Hour = { approved: 0n, declined: 0n, amount: '0' }

/** Decisions on purchases, hour by hour. Hours that are over are read once and kept: a page asks about a week again and again. */
export function createPurchases() {
  const kept = new Map<string, Map<number, Hour>>()

  return async (db: Reader, companyId: string, { period, now }: { period: Period; now: Date }) => {
    const current = Math.floor(now.getTime() / HOUR_MS)
    const numbers = Array.from(
      { length: PERIODS[period] },
      (_, index) => current - PERIODS[period] + 1 + index,
    )
    const known = kept.get(companyId) ?? new Map<number, Hour>()
    const first = numbers.find((number) => !known.has(number)) ?? current
    const fresh = await readHours(db, companyId, first)
    const hours = numbers.map((number) => (number < first ? known.get(number) : fresh.get(number)) ?? NOTHING)
    keep(companyId, numbers, hours, now)
    return show(numbers, hours)
  }

  function keep(companyId: string, numbers: readonly number[], hours: readonly Hour[], now: Date): void {
    const settled = new Map<number, Hour>()
    for (const [number, hour] of kept.get(companyId) ?? []) settled.set(number, hour)
    for (const [index, number] of numbers.entries())
      if ((number + 1) * HOUR_MS + SETTLED_MS < now.getTime()) settled.set(number, hours[index] ?? NOTHING)
    const oldest = (numbers.at(-1) ?? 0) - PERIODS['7d']
    for (const number of settled.keys()) if (number < oldest) settled.delete(number)
    kept.delete(companyId)
    kept.set(companyId, settled)
    if (kept.size > COMPANIES_MAX) kept.delete(kept.keys().next().value ?? companyId)
  }
}

/** Over the index of events by time. Increments of a purchase are decided as well. */
async function readHours(db: Reader, companyId: string, first: number): Promise<Map<number, Hour>> {
  const { rows } = await sql<{ hour: number; approved: bigint; declined: bigint; amount: string }>`
    SELECT floor(extract(epoch FROM created_at) / 3600)::integer AS hour,
      count(*) FILTER (WHERE event_type = 'authorized') AS approved,
      count(*) FILTER (WHERE event_type = 'declined') AS declined,
      coalesce(sum((data ->> 'bill_amount')::numeric) FILTER (WHERE event_type = 'authorized'), 0)::text AS amount
    FROM webhook_events
    WHERE company_id = ${companyId} AND created_at >= ${new Date(first * HOUR_MS)} AND product = 'cards'
      AND event_type IN ('authorized', 'declined') AND reason IS DISTINCT FROM ${CANCELLED_APPROVAL}
    GROUP BY 1`.execute(db)
  return new Map(rows.map(({ hour, ...counts }) => [hour, counts]))
}

function show(numbers: readonly number[], hours: readonly Hour[]) {
  const approved = hours.reduce((sum, hour) => sum + hour.approved, 0n)
  const declined = hours.reduce((sum, hour) => sum + hour.declined, 0n)
  const all = approved + declined
  return {
    approved: Number(approved),
    declined: Number(declined),
    approval_rate: all === 0n ? null : Number((approved * 10_000n) / all) / 10_000,
    hours: hours.map((hour, index) => ({
      hour: new Date((numbers[index] ?? 0) * HOUR_MS).toISOString(),
      approved: Number(hour.approved),
      declined: Number(hour.declined),
      approved_amount: jsonNumber(hour.amount),
    })),
  }
}
