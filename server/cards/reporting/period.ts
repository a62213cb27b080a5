import { readDateRange } from '../../kernel/http/fields.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'

/** Both ends belong to it. */
export interface Period {
  readonly from: Date
  readonly to: Date
}

const DAYS_BY_DEFAULT = 7
const MS_PER_DAY = 86_400_000

/** `from_date` (default the day 7 days ago) and `to_date` (default today), days of UTC. T1 when unreadable or the wrong way round. */
export function readPeriod(
  query: { readonly from_date?: unknown; readonly to_date?: unknown },
  now: Date,
): Period | Refusal {
  const given = readDateRange(query)
  if (isRefusal(given)) return refuse('DATES_INVALID')
  const today = Math.floor(now.getTime() / MS_PER_DAY) * MS_PER_DAY
  const from = given.from ?? new Date(today - DAYS_BY_DEFAULT * MS_PER_DAY)
  const to = given.to ?? new Date(today + MS_PER_DAY - 1)
  return from > to ? refuse('DATES_INVALID') : { from, to }
}
