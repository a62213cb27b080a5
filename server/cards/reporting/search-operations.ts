import { sql } from 'kysely'
import type { Reader } from '../../kernel/database.ts'
import { formA } from '../../kernel/http/fields.ts'
import { showOperation, showPurchase } from './consolidated.ts'
import type { EventRow } from './movement.ts'
import type { TransactionRow } from './purchase-now.ts'
import type { Search } from './search-movements.ts'

const PURCHASE = 'PURCHASE'

/** The second shape: one item per operation, a purchase with all its events being one. */
export async function searchOperations(reader: Reader, search: Search) {
  const { page } = search
  const [items, total] = await Promise.all([readPage(reader, search), countAll(reader, search)])
  const transactions = await readTransactions(reader, search, items)
  const events = await readEvents(reader, search, items)
  const movements = items.flatMap(({ event_id, transaction_id }) => {
    const event = events.get(event_id)
    if (event === undefined) return []
    const transaction = transaction_id === null ? undefined : transactions.get(transaction_id)
    return [transaction === undefined ? showOperation(event) : showPurchase(transaction, event)]
  })
  return formA(movements, total, page, 'movements')
}

interface Item {
  /** Of a purchase: the event that decided it. */
  readonly event_id: string
  /** Null outside purchases. */
  readonly transaction_id: string | null
}

async function readPage(reader: Reader, search: Search): Promise<Item[]> {
  const { rows } = await sql<Item>`
    SELECT event_id, transaction_id FROM (${matching(search)}) items
    ORDER BY created_at DESC, event_id DESC
    LIMIT ${search.page.size} OFFSET ${search.page.offset}`.execute(reader)
  return rows
}

async function countAll(reader: Reader, search: Search): Promise<number> {
  const { rows } = await sql<{
    count: bigint
  }>`SELECT count(*) AS count FROM (${matching(search)}) items`.execute(reader)
  return Number(rows[0]?.count ?? 0n)
}

/** What the company has not decided yet is not listed. A credit is a purchase when a merchant gave it. */
function matching({ companyId, cardId, period, operations }: Search) {
  const others = operations.filter((operation) => operation !== PURCHASE)
  return sql`
    SELECT decided_event_id AS event_id, id AS transaction_id, created_at
    FROM card_transactions t
    WHERE company_id = ${companyId} AND card_id = ${cardId} AND ${operations.includes(PURCHASE)}
      AND created_at BETWEEN ${period.from} AND ${period.to}
      AND (kind = 'PURCHASE' AND decided_event_id IS NOT NULL OR EXISTS (
        SELECT FROM card_events e
        WHERE e.company_id = t.company_id AND e.card_id = t.card_id AND e.id = t.decided_event_id
          AND e.operation = 'TRANSACTION_REFUND'))
    UNION ALL
    SELECT id, NULL, created_at
    FROM card_events
    WHERE company_id = ${companyId} AND card_id = ${cardId} AND operation = ANY(${others})
      AND created_at BETWEEN ${period.from} AND ${period.to}`
}

async function readTransactions(
  reader: Reader,
  { companyId, cardId }: Search,
  items: readonly Item[],
): Promise<Map<string, TransactionRow>> {
  const rows = await reader
    .selectFrom('card_transactions')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('card_id', '=', cardId)
    .where(sql<boolean>`id = ANY(${items.flatMap(({ transaction_id }) => transaction_id ?? [])})`)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

async function readEvents(
  reader: Reader,
  { companyId, cardId }: Search,
  items: readonly Item[],
): Promise<Map<string, EventRow>> {
  const rows = await reader
    .selectFrom('card_events')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('card_id', '=', cardId)
    .where(sql<boolean>`id = ANY(${items.map(({ event_id }) => event_id)})`)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}
