import { newId } from '../../kernel/ids.ts'
import type { Refusal } from '../../kernel/refusal.ts'
import type { EventRow } from '../../webhooks/write-events.ts'
import type { CardMessage, CompanyResponse, PurchaseAnswer } from '../message.ts'
import type { Decline } from './decide.ts'
import type { Charge } from './request.ts'

/** One authorization on its way through. Its ids are drawn once: whatever is tried again is the same. */
export interface Purchase {
  readonly m: CardMessage
  readonly transactionId: string
  /** Of the event TRANSACTION_AUTHORIZATION. */
  readonly requestEventId: string
  /** Of the event that says how it was decided. */
  decisionEventId: string
  readonly trace: Trace
  stage: Stage
  /** What the company is asked; null: nothing. */
  question: Question | null
  /** The row says ASKED. */
  isAsked: boolean
  /** The transaction of the same message, where somebody else is deciding it; null: this is the one. */
  waitsFor: string | null
  /** How often the database was there and did not take it, alone. */
  refusals: number
  /** What the network was told: once, and the record follows it. */
  given: PurchaseAnswer | Refusal | null
  /** Tells it, unless it was told something before. */
  answer(answer: PurchaseAnswer | Refusal): void
}

export type Stage =
  | { readonly kind: 'NEW' }
  /** The company has spoken, or its time is over. */
  | { readonly kind: 'HEARD'; readonly heard: Heard }
  /** Answered C010 or C020 before it was decided: what is left is the record. */
  | { readonly kind: 'UNDECIDED'; readonly decline: Decline; readonly answer: PurchaseAnswer }

/** What was decided when the company was to be asked. */
export interface Question {
  readonly charge: Charge
  readonly createdAt: Date
  readonly riskSkipped: boolean
  readonly webhook: EventRow
}

/** The company's word. `decline` null: yes. */
export interface Heard {
  readonly decline: Decline | null
  readonly response: CompanyResponse
}

const MARKS = ['facts', 'decision', 'company_asked', 'company_answered', 'committed', 'answered'] as const

/** When what was done, in microseconds since the message was received. */
export class Trace {
  readonly #receivedAt: number
  readonly marks: Partial<Record<'received' | (typeof MARKS)[number], number>> = { received: 0 }

  constructor(receivedAt: number) {
    this.#receivedAt = receivedAt
  }

  mark(name: (typeof MARKS)[number]): void {
    this.marks[name] = Math.round((performance.now() - this.#receivedAt) * 1_000)
  }
}

export function newPurchase(m: CardMessage, answer: Purchase['answer']): Purchase {
  return {
    m,
    transactionId: newId(),
    requestEventId: newId(),
    decisionEventId: newId(),
    trace: new Trace(m.receivedAt),
    stage: { kind: 'NEW' },
    question: null,
    isAsked: false,
    waitsFor: null,
    refusals: 0,
    given: null,
    answer,
  }
}
