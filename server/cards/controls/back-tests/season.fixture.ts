import type { Insertable } from 'kysely'
import type { CardWorld } from '../../../../tests/harness/card-world.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Schema } from '../../../migrations/schema.ts'
import type { CardOperation } from '../../card-event.ts'
import type { DeclineCode } from '../../decline-codes.ts'
import type { Candidates } from '../../program.ts'
import { type DecisionFacts, judgeCandidates } from '../candidates.ts'
import { rememberDecline } from '../declines.ts'
import { CardHistory } from '../history.ts'
import { riskScore } from '../risk.ts'
import { checkVelocity } from '../velocity.ts'

export interface PurchaseStep {
  readonly mcc: string | null
  readonly country: string | null
  readonly bill: bigint
  /** What else would decline it: a limit before risk is looked at, a balance after it. */
  readonly otherwise: 'M201' | 'M101' | null
}

type TransactionRow = Insertable<Schema['card_transactions']>
type EventRow = Insertable<Schema['card_events']>

/** A purchase that its company is being asked about. */
interface Asked {
  readonly row: TransactionRow
  readonly step: PurchaseStep
}

/** One card's life, decided as live decides and recorded as live records. Call `save` at its end. */
export class Season {
  readonly #world: CardWorld
  readonly #live: Candidates
  readonly #shadow: Candidates
  readonly #card: { readonly company_id: string; readonly card_id: string }
  readonly #homeCountry: string | null
  readonly #history = new CardHistory()
  readonly #transactions: TransactionRow[] = []
  readonly #events: EventRow[] = []
  readonly #asked: Asked[] = []
  #declines: readonly Date[] = []
  #velocitySince: Date | null = null
  #isFuseArmed = false

  constructor(
    world: CardWorld,
    card: { readonly company_id: string; readonly card_id: string; readonly homeCountry: string | null },
    live: Candidates,
    shadow: Candidates,
  ) {
    this.#world = world
    this.#card = { company_id: card.company_id, card_id: card.card_id }
    this.#homeCountry = card.homeCountry
    this.#live = live
    this.#shadow = shadow
  }

  armFuse(): void {
    this.#isFuseArmed = true
  }

  /** Declined where velocity was never looked at: a wrong CVV, also of an account check. */
  wrongCvv(): void {
    this.#decline(this.#newRow(null, {}), 'C102')
  }

  declinedIncrement(): void {
    const row = this.#transactions.find(({ state }) => state === 'OPEN')
    if (row === undefined) return
    this.#event(row, 'TRANSACTION_AUTHORIZATION')
    this.#event(row, 'TRANSACTION_REJECTED')
    this.#declines = rememberDecline(this.#declines, this.#world.clock.now())
  }

  /** The network approved it in our place: in the history, never judged. */
  advice(step: PurchaseStep): void {
    this.#approve(this.#newRow(step, {}), step)
  }

  buy(step: PurchaseStep): void {
    const row = this.#judge(step)
    this.#event(row, 'TRANSACTION_AUTHORIZATION')
    if (row.decline_code == null) this.#approve(row, step)
    else this.#decline(row, row.decline_code as DeclineCode)
  }

  ask(step: PurchaseStep): void {
    const row = this.#judge(step)
    this.#event(row, 'TRANSACTION_AUTHORIZATION')
    if (row.decline_code != null) {
      this.#decline(row, row.decline_code as DeclineCode)
      return
    }
    row.state = 'ASKED'
    this.#asked.push({ row, step })
  }

  /** The company's word, or none at all: then a crash left it. */
  hear(word: 'approved' | 'declined' | null): void {
    const asked = this.#asked.shift()
    if (asked === undefined) return
    asked.row.company_response = word
    if (word === 'approved') this.#approve(asked.row, asked.step)
    else this.#decline(asked.row, word === null ? 'C010' : 'M401')
  }

  async save(): Promise<void> {
    const { db } = this.#world
    if (this.#transactions.length > 0)
      await db.insertInto('card_transactions').values(this.#transactions).execute()
    if (this.#events.length > 0) await db.insertInto('card_events').values(this.#events).execute()
  }

  #judge(step: PurchaseStep): TransactionRow {
    const { risk } = this.#live
    const facts = this.#facts(step)
    const broken = checkVelocity(
      this.#live.velocityRules ?? [],
      this.#history,
      this.#velocitySince,
      facts.request.now,
    )
    const reachesRisk = broken === null && step.otherwise !== 'M201' && risk !== null
    const riskSkipped = reachesRisk && this.#isFuseArmed
    const isRisky =
      reachesRisk &&
      !riskSkipped &&
      riskScore(risk, facts.request, this.#history, this.#declines, this.#homeCountry).score >= risk.threshold
    const early = broken === null ? (step.otherwise === 'M201' ? 'M201' : null) : 'M210'
    const liveCode = early ?? (isRisky ? 'M211' : step.otherwise)
    if (riskSkipped) this.#isFuseArmed = false
    return this.#newRow(step, {
      judged: true,
      decline_code: liveCode,
      risk_skipped: riskSkipped,
      shadow_declined: judgeCandidates(this.#shadow, { ...facts, riskSkipped, liveCode }),
    })
  }

  #facts({ mcc, country, bill }: PurchaseStep): Omit<DecisionFacts, 'riskSkipped' | 'liveCode'> {
    return {
      request: { mcc, country, bill, now: this.#world.clock.now() },
      history: this.#history,
      declines: this.#declines,
      homeCountry: this.#homeCountry,
      velocitySince: this.#velocitySince,
    }
  }

  #newRow(step: PurchaseStep | null, decision: Partial<TransactionRow>): TransactionRow {
    const row: TransactionRow = {
      ...this.#card,
      id: newId(),
      kind: 'PURCHASE',
      state: 'OPEN',
      channel: 'ECOMMERCE',
      currency: 'USD',
      mcc: step?.mcc ?? null,
      country: step?.country ?? null,
      attempted: step?.bill ?? 0n,
      velocity_since: this.#velocitySince,
      // Every row says all of these: they go in with one statement.
      decided_event_id: null,
      decline_code: null,
      company_response: null,
      history_amount: null,
      judged: false,
      risk_skipped: false,
      shadow_declined: null,
      created_at: this.#world.clock.now(),
      ...decision,
    }
    this.#transactions.push(row)
    return row
  }

  #approve(row: TransactionRow, { bill: amount, mcc, country }: PurchaseStep): void {
    row.state = 'OPEN'
    row.history_amount = amount
    row.decided_event_id = this.#event(row, 'TRANSACTION_APPROVED')
    this.#history.add({ at: row.created_at, amount, mcc, country })
  }

  /** Who is blocked is unblocked at once: a season has no use for blocked cards. */
  #decline(row: TransactionRow, code: DeclineCode): void {
    row.state = 'DECLINED'
    row.decline_code = code
    row.decided_event_id = this.#event(row, 'TRANSACTION_REJECTED')
    this.#declines = rememberDecline(this.#declines, this.#world.clock.now())
    if (code === 'M210') this.#velocitySince = this.#world.clock.now()
  }

  #event(row: TransactionRow, operation: CardOperation): string {
    const id = newId()
    this.#events.push({
      ...this.#card,
      id,
      transaction_id: row.id,
      operation,
      status: 'SUCCESS',
      bill_amount: row.attempted ?? 0n,
      original_amount: 0n,
      currency: 'USD',
      created_at: this.#world.clock.now(),
    })
    return id
  }
}
