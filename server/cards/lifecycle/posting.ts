import { strict as assert } from 'node:assert'
import { sql } from 'kysely'
import type { CardsConfig } from '../../kernel/config-cards.ts'
import type { Tx } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { readBalances } from '../../ledger/balances.ts'
import { book } from '../../ledger/book.ts'
import type { NewTransfer } from '../../ledger/types.ts'
import type { NewEvent } from '../../webhooks/types.ts'
import { writeEvents } from '../../webhooks/write-events.ts'
import type { CardState } from '../authorization/card-state.ts'
import { type Card, lockCard } from '../card.ts'
import { cardBalance } from '../card-accounts.ts'
import { type CardOperation, type NewCardEvent, writeCardEvents } from '../card-event.ts'
import { dayIn } from '../controls/business-day.ts'
import { rememberDecline } from '../controls/declines.ts'
import { count, giveBack, type Spending } from '../controls/spending.ts'
import { type CardProgram, readProgram } from '../program.ts'
import { type Entry, type MovementPlace, movementRow, movementWebhook, type Subject } from './movement.ts'
import type { CardSide, Purchase } from './purchase.ts'
import { countedAmount } from './purchase-fees.ts'
import type { PurchaseRow } from './purchase-row.ts'

/**
 * What one message or one expiry changes on one locked card: gathered first, then written in the order of the locks, with the books
 * last because all purchases of the company meet there.
 */
export class Posting {
  readonly tx: Tx
  readonly card: Card
  readonly program: CardProgram
  readonly now: Date
  readonly side: CardSide
  /** Today, where the company counts its limits. */
  readonly today: string
  readonly place: MovementPlace
  #available: bigint | null
  #spending: Spending
  #declines: readonly Date[]
  #noted: Pick<CardState, 'status' | 'wrongCvvs'> | null = null
  readonly #events: (NewCardEvent & { operation: CardOperation })[] = []
  readonly #webhooks: NewEvent[] = []
  readonly #transfers: NewTransfer[] = []

  private constructor(
    tx: Tx,
    card: Card,
    program: CardProgram,
    now: Date,
    traceId: string,
    available: bigint | null,
  ) {
    this.tx = tx
    this.card = card
    this.program = program
    this.now = now
    this.place = { card, now, traceId }
    this.#available = available
    this.side = { hasBalance: card.approval_method === 'TOP_UP' && card.status !== 'DELETED' }
    this.today = dayIn(program.settings.limitTimeZone, now)
    this.#declines = card.declines
    this.#spending = {
      spentDay: card.spent_day,
      spentToday: card.spent_today,
      spentWeek: card.spent_week,
      spentMonth: card.spent_month,
    }
  }

  /** Locks the card. Its balance cannot change meanwhile: whoever moves it holds this lock. */
  static async open(
    tx: Tx,
    key: { readonly companyId: string; readonly cardId: string; readonly traceId: string },
    config: CardsConfig,
    now: Date,
  ): Promise<Posting> {
    const card = await lockCard(tx, key.companyId, key.cardId)
    assert(!isRefusal(card), `card ${key.cardId} was found before`)
    const program = await readProgram(tx, card.company_id, config)
    const hasAccount = card.approval_method === 'TOP_UP'
    const [balance] = hasAccount ? await readBalances(tx, card.company_id, [cardBalance(card.id)]) : []
    return new Posting(tx, card, program, now, key.traceId, balance?.available ?? null)
  }

  get spending(): Spending {
    return this.#spending
  }

  /** What the card may spend before anything is entered; null: it has no balance of its own. */
  get available(): bigint | null {
    return this.side.hasBalance ? this.#available : null
  }

  /** What a check of the message found out about the card. */
  note(noted: Pick<CardState, 'status' | 'wrongCvvs'>): void {
    this.#noted = noted
  }

  /** @returns the event's id */
  enter(subject: Subject, entry: Entry): string {
    const id = entry.id ?? newId()
    const before = this.#available
    const balance = before === null ? null : { before, after: before + (entry.effect ?? 0n) }
    this.#available = balance?.after ?? null
    this.#events.push(movementRow(this.place, subject, entry, id, balance))
    if (entry.operation === 'TRANSACTION_REJECTED') this.#declines = rememberDecline(this.#declines, this.now)
    if (entry.webhook !== undefined) this.tell(movementWebhook(this.place, subject, entry, entry.webhook, id))
    return id
  }

  tell(webhook: NewEvent): void {
    this.#webhooks.push(webhook)
  }

  move(transfers: readonly NewTransfer[]): void {
    this.#transfers.push(...transfers)
  }

  /** Counts against the limits what the purchase comes to, on the day of its authorization, or today when it never had one. */
  recount(row: Pick<PurchaseRow, 'counted' | 'counted_day'>, after: Purchase): string | null {
    const added = countedAmount(after) - row.counted
    if (added === 0n) return row.counted_day
    if (row.counted_day !== null) {
      this.#spending = giveBack(this.#spending, row.counted_day, -added)
      return row.counted_day
    }
    this.#spending = count(this.#spending, this.today, added)
    return this.#spending.spentDay
  }

  async write(): Promise<void> {
    const { spentDay, spentToday, spentWeek, spentMonth } = this.#spending
    await this.tx
      .updateTable('cards')
      .set({
        version: sql`version + 1`,
        spent_day: spentDay,
        spent_today: spentToday,
        spent_week: spentWeek,
        spent_month: spentMonth,
        declines: [...this.#declines],
        ...(this.#noted !== null && {
          status: this.#noted.status,
          wrong_cvvs: [...this.#noted.wrongCvvs],
        }),
      })
      .where('company_id', '=', this.card.company_id)
      .where('id', '=', this.card.id)
      .execute()
    await writeCardEvents(this.tx, this.#events)
    await writeEvents(this.tx, this.#webhooks)
    const booking = await book(this.tx, this.card.company_id, this.#transfers, this.now)
    assert(booking.booked, `a posting is booked whatever the balances are: ${JSON.stringify(booking, text)}`)
  }
}

function text(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
