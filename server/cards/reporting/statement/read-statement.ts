import { sql } from 'kysely'
import type { Reader } from '../../../kernel/database.ts'
import type { EventRow } from '../movement.ts'
import type { Period } from '../period.ts'

/** What is listed at most: as many lines as fit some 250 pages. */
export const LINES_MAX = 10_000

export interface StatementLine extends EventRow {
  readonly merchant: unknown
}

export interface StatementTotal {
  readonly operation: string
  readonly status: string
  readonly count: bigint
  /** With fees, micro-dollars. */
  readonly amount: bigint
}

export interface StatementFacts {
  /** Oldest first, at most LINES_MAX. */
  readonly lines: readonly StatementLine[]
  /** Of the whole period, listed or not. */
  readonly totals: readonly StatementTotal[]
  /** The card's own balance, micro-dollars; what happened in the period adds to the opening one. */
  readonly opening: bigint
  readonly moneyIn: bigint
  readonly moneyOut: bigint
  readonly closing: bigint
}

export interface StatementKey {
  readonly companyId: string
  readonly cardId: string
  readonly period: Period
}

/** The request of a purchase says only that it was asked: what became of it is listed. */
export async function readStatement(reader: Reader, key: StatementKey): Promise<StatementFacts> {
  const [opening, totals, lines] = await Promise.all([
    readOpening(reader, key),
    readTotals(reader, key),
    readLines(reader, key),
  ])
  const sum = (amountOf: (total: TotalRow) => bigint) => totals.reduce((all, row) => all + amountOf(row), 0n)
  const moneyIn = sum((row) => row.money_in)
  const moneyOut = sum((row) => row.money_out)
  return {
    lines,
    totals: totals.filter(({ operation }) => operation !== REQUEST),
    opening,
    moneyIn,
    moneyOut,
    closing: opening + moneyIn - moneyOut,
  }
}

interface TotalRow extends StatementTotal {
  readonly money_in: bigint
  readonly money_out: bigint
}

const REQUEST = 'TRANSACTION_AUTHORIZATION'

/** A purchase costs its fees besides; a deposit brings what they leave. */
const AMOUNT = sql`bill_amount + fee_fx_provider + fee_fx_client + fee_atm_provider + fee_atm_client
  - fee_deposit_provider - fee_deposit_client`

/** What an event did to the balance. Sums of it do not depend on the order of what happened at the same time. */
const CHANGE = sql<bigint>`coalesce(new_balance - original_balance, 0)`

async function readOpening(reader: Reader, { companyId, cardId, period }: StatementKey): Promise<bigint> {
  const { rows } = await sql<{ opening: bigint | null }>`
    SELECT sum(${CHANGE}) AS opening FROM card_events
    WHERE company_id = ${companyId} AND card_id = ${cardId} AND created_at < ${period.from}`.execute(reader)
  return rows[0]?.opening ?? 0n
}

async function readTotals(reader: Reader, { companyId, cardId, period }: StatementKey): Promise<TotalRow[]> {
  const { rows } = await sql<TotalRow>`
    SELECT operation, status, count(*) AS count, sum(${AMOUNT}) AS amount,
           sum(greatest(${CHANGE}, 0)) AS money_in, sum(greatest(-${CHANGE}, 0)) AS money_out
    FROM card_events
    WHERE company_id = ${companyId} AND card_id = ${cardId} AND created_at BETWEEN ${period.from} AND ${period.to}
    GROUP BY operation, status ORDER BY operation, status`.execute(reader)
  return rows
}

async function readLines(
  reader: Reader,
  { companyId, cardId, period }: StatementKey,
): Promise<StatementLine[]> {
  const events = reader
    .selectFrom('card_events')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('card_id', '=', cardId)
    .where('created_at', '>=', period.from)
    .where('created_at', '<=', period.to)
    .where('operation', '<>', REQUEST)
    .orderBy('created_at')
    .orderBy('id')
    .limit(LINES_MAX)
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
    .orderBy('e.created_at')
    .orderBy('e.id')
    .execute()
}
