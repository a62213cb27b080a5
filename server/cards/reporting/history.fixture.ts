import type { Insertable } from 'kysely'
import { type Database, jsonb } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { Schema } from '../../migrations/schema.ts'
import { type CardOperation, writeCardEvents } from '../card-event.ts'

/** Micro-dollars of so many cents, for amounts in tests. */
export const cents = (count: number): bigint => BigInt(count) * 10_000n

export interface Place {
  readonly companyId: string
  readonly cardId: string
}

type EventFields = Insertable<Schema['card_events']>
type TransactionFields = Insertable<Schema['card_transactions']>

export interface EventFixture extends Partial<Omit<EventFields, 'company_id' | 'card_id' | 'operation'>> {
  readonly operation: CardOperation
}

/** A deposit, a correction: what belongs to no purchase. */
export async function insertEvent(
  db: Database,
  place: Place,
  event: EventFixture,
  at: Date,
): Promise<string> {
  const [id = ''] = await insertEvents(db, place, null, [event], at)
  return id
}

export interface TransactionFixture
  extends Partial<Omit<TransactionFields, 'company_id' | 'card_id' | 'merchant' | 'fees' | 'fees_refunded'>> {
  readonly merchant?: object | null
  readonly fees?: object
  readonly fees_refunded?: object
  readonly events: readonly EventFixture[]
  /** Which of the events decided it; null: none yet. */
  readonly decidedBy: number | null
}

export const KIOSK = { name: 'Kiosk 12', city: 'Lyon', country: 'FRA', mcc: '5994' }

/** A purchase or a credit, as the parts that decide and post leave it. */
export async function insertTransaction(
  db: Database,
  { companyId, cardId }: Place,
  { events, decidedBy, merchant = KIOSK, fees = {}, fees_refunded = {}, ...fields }: TransactionFixture,
  at: Date,
): Promise<{ readonly id: string; readonly events: readonly string[] }> {
  const id = newId()
  const eventIds = await insertEvents(db, { companyId, cardId }, id, events, at)
  await db
    .insertInto('card_transactions')
    .values({
      company_id: companyId,
      card_id: cardId,
      id,
      kind: 'PURCHASE',
      state: 'OPEN',
      channel: 'ECOMMERCE',
      currency: 'USD',
      created_at: at,
      merchant: merchant === null ? null : jsonb(merchant),
      fees: jsonb(fees),
      fees_refunded: jsonb(fees_refunded),
      decided_event_id: decidedBy === null ? null : (eventIds[decidedBy] ?? null),
      ...fields,
    })
    .execute()
  return { id, events: eventIds }
}

async function insertEvents(
  db: Database,
  { companyId, cardId }: Place,
  transactionId: string | null,
  events: readonly EventFixture[],
  at: Date,
): Promise<string[]> {
  const rows = events.map((event) => ({
    company_id: companyId,
    card_id: cardId,
    id: newId(),
    transaction_id: transactionId,
    status: 'SUCCESS',
    bill_amount: 0n,
    original_amount: 0n,
    currency: 'USD',
    created_at: at,
    ...event,
  }))
  await db.transaction().execute((tx) => writeCardEvents(tx, rows))
  return rows.map(({ id }) => id)
}

/** An approval of 17.00 EUR = 18.40 USD with 0.20 USD of fees, on a card that had 100 USD; nothing settled yet. */
export const APPROVED: TransactionFixture = {
  currency: 'EUR',
  exchange_rate: '1.082353',
  approved: cents(1840),
  approved_original: 1700n,
  attempted: cents(1840),
  hold_bill: cents(1840),
  fees: { fxClient: '150000', fxProvider: '50000' },
  decidedBy: 1,
  events: [
    {
      operation: 'TRANSACTION_AUTHORIZATION',
      bill_amount: cents(1840),
      original_amount: 1700n,
      currency: 'EUR',
      exchange_rate: '1.082353',
      original_balance: cents(10_000),
      new_balance: cents(10_000),
    },
    {
      operation: 'TRANSACTION_APPROVED',
      bill_amount: cents(1840),
      original_amount: 1700n,
      currency: 'EUR',
      exchange_rate: '1.082353',
      fee_fx_client: cents(15),
      fee_fx_provider: cents(5),
      original_balance: cents(10_000),
      new_balance: cents(8140),
    },
  ],
}

/** A purchase of 500 JPY = 3.31 USD that the card's balance did not cover. */
export const DECLINED: TransactionFixture = {
  state: 'DECLINED',
  currency: 'JPY',
  exchange_rate: '0.00662',
  attempted: cents(331),
  decline_code: 'M102',
  decidedBy: 1,
  events: [
    {
      operation: 'TRANSACTION_AUTHORIZATION',
      bill_amount: cents(331),
      original_amount: 500n,
      currency: 'JPY',
      exchange_rate: '0.00662',
    },
    {
      operation: 'TRANSACTION_REJECTED',
      status: 'FAILED',
      bill_amount: cents(331),
      original_amount: 500n,
      currency: 'JPY',
      exchange_rate: '0.00662',
      decline_code: 'M102',
    },
  ],
}
