import { type RawBuilder, sql } from 'kysely'
import { MICRO_PER_CENT } from '../../server/cards/card-accounts.ts'
import type { Reader } from '../../server/kernel/database.ts'
import { isId } from '../../server/kernel/ids.ts'
import { type Amounts, minus, openOf, type Purchase } from './purchases.ts'

export interface CardKey {
  readonly companyId: string
  readonly cardId: string
}

/** Which purchases are asked for; null: the newest. */
export type Wanted = { readonly id: string } | { readonly transactionRef: string } | null

/** More are not looked through for the newest that fits. */
const ROWS_MAX = 1_000

interface Row {
  readonly id: string
  readonly state: 'OPEN' | 'CLOSED' | 'DECLINED'
  readonly transaction_ref: string | null
  readonly rrn: string | null
  readonly channel: string
  readonly initiator: string | null
  readonly entry_mode: string | null
  readonly merchant: unknown
  readonly currency: string
  readonly approved: bigint
  readonly released: bigint
  readonly settled: bigint
  readonly refunded: bigint
  readonly approved_original: bigint
  readonly released_original: bigint
  readonly settled_original: bigint
  readonly refunded_original: bigint
  readonly expired: bigint
  readonly expired_original: bigint
  readonly clearings: number
  readonly created_at: Date
}

/**
 * The card's purchases as the platform has recorded them, the newest first. A processor knows all its messages; the simulator has
 * only its own in memory, and learns here what others sent under the network's key.
 */
export async function readRecorded(db: Reader, card: CardKey, wanted: Wanted): Promise<Purchase[]> {
  const { companyId, cardId } = card
  const { rows } = await sql<Row>`
    SELECT t.*, COALESCE(e.bill, 0) AS expired, COALESCE(e.original, 0) AS expired_original
      FROM card_transactions t
      LEFT JOIN (SELECT transaction_id, sum(bill_amount) AS bill, sum(original_amount) AS original
                   FROM card_events
                  WHERE company_id = ${companyId} AND card_id = ${cardId} AND status = 'TIME_CANCELED'
                  GROUP BY transaction_id) e ON e.transaction_id = t.id
     WHERE t.company_id = ${companyId} AND t.card_id = ${cardId} AND t.kind = 'PURCHASE' AND ${isWanted(wanted)}
     ORDER BY t.created_at DESC, t.id DESC
     LIMIT ${ROWS_MAX}`.execute(db)
  return rows.map((row) => purchaseOf(cardId, row))
}

function isWanted(wanted: Wanted): RawBuilder<boolean> {
  const isApproved = sql<boolean>`t.state IN ('OPEN', 'CLOSED')`
  if (wanted === null) return isApproved
  if ('id' in wanted) return sql`t.id = ${wanted.id} AND t.state <> 'ASKED'`
  return sql`t.transaction_ref = ${wanted.transactionRef} AND ${isApproved}`
}

/** That a hold has expired here is nothing that the network was told: for it the purchase still waits for its clearing. */
function purchaseOf(cardId: string, row: Row): Purchase {
  const expired = amounts(row.expired, row.expired_original)
  const purchase: Purchase = {
    cardId,
    transactionRef: row.transaction_ref,
    rrn: row.rrn,
    networkId: null,
    transactionId: row.id,
    state: row.state,
    begunAt: row.created_at.toISOString(),
    currency: row.currency,
    authorized: amounts(row.approved, row.approved_original),
    released: minus(amounts(row.released, row.released_original), expired),
    cleared: amounts(row.settled, row.settled_original),
    refunded: amounts(row.refunded, row.refunded_original),
    pieces: row.clearings,
    circumstances: {
      channel: row.channel,
      entry_mode: row.entry_mode,
      initiator: row.initiator,
      merchant: row.merchant,
    },
    counted: [],
  }
  const stillWaits = expired.bill > 0 && openOf(purchase).bill > 0
  return stillWaits ? { ...purchase, state: 'OPEN' } : purchase
}

function amounts(bill: bigint, original: bigint): Amounts {
  return { bill: Number(bill / MICRO_PER_CENT), original: Number(original) }
}

/** The transaction that an id names: its own, or that of one of its events. */
export async function transactionOf(db: Reader, { companyId, cardId }: CardKey, id: string): Promise<string> {
  if (!isId(id)) return id
  const event = await db
    .selectFrom('card_events')
    .select('transaction_id')
    .where('company_id', '=', companyId)
    .where('card_id', '=', cardId)
    .where('id', '=', id)
    .executeTakeFirst()
  return event?.transaction_id ?? id
}

/** The transaction that a message belongs to; null: none of this card. */
export async function transactionOfMessage(
  db: Reader,
  { companyId, cardId }: CardKey,
  networkId: string,
): Promise<string | null> {
  const message = await db
    .selectFrom('network_message_directory')
    .select('transaction_id')
    .where('network_id', '=', networkId)
    .where('company_id', '=', companyId)
    .where('card_id', '=', cardId)
    .executeTakeFirst()
  return message?.transaction_id ?? null
}

/** The message that began a transaction. No index leads there, as the platform never asks; a sandbox can read the whole directory. */
export async function firstMessageOf(
  db: Reader,
  { companyId, cardId }: CardKey,
  transactionId: string,
): Promise<string | null> {
  const message = await db
    .selectFrom('network_message_directory')
    .select('network_id')
    .where('company_id', '=', companyId)
    .where('card_id', '=', cardId)
    .where('transaction_id', '=', transactionId)
    .orderBy('received_at')
    .limit(1)
    .executeTakeFirst()
  return message?.network_id ?? null
}
