import { sql } from 'kysely'
import type { Reader } from '../../kernel/database.ts'
import { formA, type Page, readEnum } from '../../kernel/http/fields.ts'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import { showMovement } from './movement.ts'
import type { Period } from './period.ts'

export const EVENT_STATUSES = ['PENDING', 'SUCCESS', 'FAILED', 'CANCELED', 'TIME_CANCELED'] as const

export interface Search {
  readonly companyId: string
  readonly cardId: string
  readonly period: Period
  readonly operations: readonly string[]
  readonly page: Page
}

/** The first shape: every event of the card. No status means all. */
export async function searchMovements(reader: Reader, search: Search, statuses: readonly string[]) {
  const { page } = search
  const [found, total] = await Promise.all([
    readMovements(reader, search, statuses),
    matching(reader, search, statuses).select(sql<bigint>`count(*)`.as('count')).executeTakeFirst(),
  ])
  const movements = found.map(({ merchant, ...event }) => showMovement(event, merchant))
  return formA(movements, Number(total?.count ?? 0n), page, 'movements')
}

export function readStatuses(texts: readonly string[]): string[] | Refusal {
  const statuses: string[] = []
  for (const text of texts) {
    const status = readEnum('status', text, EVENT_STATUSES)
    if (isRefusal(status)) return status
    statuses.push(status)
  }
  return statuses
}

/** The page is cut before purchases are looked up. Business time can run ahead of that in the ids, so it gives the order. */
function readMovements(reader: Reader, search: Search, statuses: readonly string[]) {
  const { size, offset } = search.page
  const events = matching(reader, search, statuses)
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(size)
    .offset(offset)
    .as('e')
  return reader
    .selectFrom(events)
    .leftJoin('card_transactions as t', (join) =>
      join
        .onRef('t.company_id', '=', 'e.company_id')
        .onRef('t.card_id', '=', 'e.card_id')
        .onRef('t.id', '=', 'e.transaction_id'),
    )
    .selectAll('e')
    .select('t.merchant')
    .orderBy('e.created_at', 'desc')
    .orderBy('e.id', 'desc')
    .execute()
}

/**
 * The primary key leads to the card, whose events are then all looked at: 20 ms for 10,000 of them among a million. An index with
 * the time in it would make that 3 ms for a week, but every purchase would pay for two more entries of it.
 */
function matching(reader: Reader, search: Search, statuses: readonly string[]) {
  const { companyId, cardId, period, operations } = search
  return reader
    .selectFrom('card_events')
    .where('company_id', '=', companyId)
    .where('card_id', '=', cardId)
    .where('created_at', '>=', period.from)
    .where('created_at', '<=', period.to)
    .where('operation', 'in', operations)
    .$if(statuses.length > 0, (rows) => rows.where('status', 'in', statuses))
}
