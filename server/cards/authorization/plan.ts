import { strict as assert } from 'node:assert'
import type { CardsConfig } from '../../kernel/config-cards.ts'
import type { Refusal } from '../../kernel/refusal.ts'
import { accountId } from '../../ledger/accounts.ts'
import { decideOver, type RememberedAccount } from '../../ledger/remembered.ts'
import type { NewTransfer } from '../../ledger/types.ts'
import { programAccount } from '../card-accounts.ts'
import { holdParts } from '../card-money.ts'
import { dayIn } from '../controls/business-day.ts'
import { clientFees, providerFees } from '../fees.ts'
import { holdExpiresAt } from '../lifecycle/hold-days.ts'
import type { PurchaseAnswer } from '../message.ts'
import { ANSWER_MS_MAX, answerOf } from './answer.ts'
import type { BatchFacts } from './batch-facts.ts'
import { afterApproval, afterDecline } from './card-state.ts'
import { type Decision, type Decline, decide, decideAgain, decline, type Facts } from './decide.ts'
import { isTakenBack, type Precedent, type PrecedentRow } from './precedents.ts'
import type { Purchase, Question } from './purchase.ts'
import { type Charge, type Request, readRequest } from './request.ts'
import {
  type BatchRows,
  cardRow,
  eventOfCard,
  messageRow,
  NO_OUTCOME,
  type Outcome,
  transactionRow,
} from './rows.ts'
import { blockedWebhook, purchaseWebhook } from './webhooks.ts'
import { WorkingCard } from './working-card.ts'
import type { BatchWrite } from './write-batch.ts'

/** What follows for a purchase when its batch is committed. */
export type Next =
  | { readonly kind: 'ANSWER'; readonly answer: PurchaseAnswer }
  | { readonly kind: 'ASK'; readonly question: Question }
  /** Answered before: nothing of it is in this batch. */
  | { readonly kind: 'KNOWN'; readonly answer: PurchaseAnswer | Refusal }
  /** The network's reference has a purchase already: it belongs to that one. */
  | { readonly kind: 'JOIN'; readonly transactionId: string }
  /** Another message is being decided under the same reference or id. */
  | { readonly kind: 'LATER' }
  /** The same message is being decided elsewhere, or was when its process died: its answer is this one's. */
  | { readonly kind: 'WAIT'; readonly transactionId: string }

/** How a purchase came to its decision. */
interface Course {
  readonly charge: Charge
  /** What the steps found; null: they were not walked. */
  readonly decision: Decision | null
  readonly companyResponse: PurchaseAnswer['company_response']
}

/** What is left to do when a statement has its locks. */
const COMMIT_MS = 10
/** Records that nobody waits for are written whenever they can be. */
const UNAWAITED_MS_MAX = 60_000

/** Decides a batch, each purchase over what the ones before it leave, and gathers what is to be written. */
export class Plan {
  readonly next = new Map<Purchase, Next>()
  readonly cards = new Map<string, WorkingCard>()
  readonly companyId: string
  readonly #facts: BatchFacts
  readonly #operator: CardsConfig
  readonly #now: Date
  readonly #rows: BatchRows = {
    cards: [],
    inserted: [],
    updated: [],
    events: [],
    ended: [],
    messages: [],
    answered: [],
    webhooks: [],
  }
  readonly #transfers: NewTransfer[] = []
  readonly #networkIds = new Set<string>()
  readonly #fresh = new Map<string, { readonly cardId: string; readonly ref: string }>()
  readonly #holding: RememberedAccount
  #holdingAvailable: bigint
  #isHoldingExpected = false

  constructor(facts: BatchFacts, operator: CardsConfig, now: Date) {
    this.#facts = facts
    this.#operator = operator
    this.#now = now
    const { companyId } = facts
    this.companyId = companyId
    const holding = facts.accounts.get(accountId(companyId, programAccount('CARD_HOLDING', companyId)))
    assert(holding !== undefined, 'the holding account is among the facts')
    this.#holding = holding
    this.#holdingAvailable = holding.credits - holding.debits - holding.debitsHeld
  }

  add(purchase: Purchase, precedent: Precedent): void {
    purchase.trace.mark('facts')
    this.next.set(purchase, this.#precede(purchase, precedent) ?? this.#decide(purchase, precedent))
  }

  /** Null: nothing is known that keeps it from being decided now. */
  #precede(purchase: Purchase, { given, claimedBy, row }: Precedent): Next | null {
    if (given !== null) return { kind: 'KNOWN', answer: given }
    if (claimedBy !== null) return { kind: 'WAIT', transactionId: claimedBy }
    const { networkId } = purchase.m.message
    if (this.#networkIds.has(networkId)) return { kind: 'LATER' }
    this.#networkIds.add(networkId)
    if (row?.id === purchase.transactionId) return this.#resume(purchase, row)
    if (purchase.stage.kind !== 'NEW') return null
    const { transactionRef: ref } = purchase.m.message
    if (row?.state === 'ASKED' || (ref !== null && this.#fresh.has(freshKey(purchase, ref))))
      return { kind: 'LATER' }
    return row !== null && isSame(row, purchase) ? { kind: 'JOIN', transactionId: row.id } : null
  }

  /** Its own row is there, with no answer yet: a statement that seemed to fail was committed. */
  #resume(purchase: Purchase, row: PrecedentRow): Next | null {
    assert(row.state === 'ASKED', `purchase ${row.id} was ended without an answer`)
    purchase.isAsked = true
    const { stage, question } = purchase
    return stage.kind === 'NEW' && question !== null ? { kind: 'ASK', question } : null
  }

  #decide(purchase: Purchase, precedent: Precedent): Next {
    const { stage, question } = purchase
    const request = readRequest(purchase.m, this.#facts.program.rates)
    const charge = question?.charge ?? request.charge
    if (stage.kind === 'UNDECIDED') {
      const course = { charge, decision: null, companyResponse: stage.answer.company_response }
      return this.#decline(purchase, stage.decline, course, stage.answer)
    }
    if (stage.kind === 'NEW') return this.#decideNew(purchase, request, precedent)
    const card = this.#card(purchase)
    const decision = decideAgain(
      { ...request, charge },
      this.#factsOf(card),
      question?.riskSkipped === true,
      this.#now,
    )
    const course = { charge, decision, companyResponse: stage.heard.response }
    if (stage.heard.decline !== null) return this.#decline(purchase, stage.heard.decline, course)
    card.state = decision.card
    return decision.decline === null
      ? this.#approve(purchase, course)
      : this.#decline(purchase, decision.decline, course)
  }

  #decideNew(purchase: Purchase, request: Request, { row, isReversed }: Precedent): Next {
    const { charge } = request
    const unasked = { charge, decision: null, companyResponse: null }
    if (isReversed || (row !== null && isTakenBack(row)))
      return this.#decline(purchase, decline('C010'), unasked)
    if (row !== null) return this.#decline(purchase, decline('C020'), unasked)
    const { cardId, message } = purchase.m
    const { transactionRef: ref } = message
    if (ref !== null) this.#fresh.set(freshKey(purchase, ref), { cardId, ref })
    const card = this.#card(purchase)
    const decision = decide(request, this.#factsOf(card), this.#now)
    purchase.trace.mark('decision')
    const course = { charge, decision, companyResponse: null }
    const isAsked = card.state.approvalMethod === 'WEBHOOK' && charge.bill > 0n && decision.decline === null
    card.state = decision.card
    if (isAsked) return this.#ask(purchase, course)
    return decision.decline === null
      ? this.#approve(purchase, course)
      : this.#decline(purchase, decision.decline, course)
  }

  #ask(purchase: Purchase, course: Course): Next {
    const { charge } = course
    const card = this.#card(purchase)
    const webhook = purchaseWebhook(this.#told(purchase, charge), 'authorization')
    const question = {
      charge,
      createdAt: this.#now,
      riskSkipped: course.decision?.riskSkipped === true,
      webhook,
    }
    purchase.question = question
    this.#rows.webhooks.push(webhook)
    this.#rows.inserted.push(
      transactionRow(purchase, charge, { ...NO_OUTCOME, ...noted(course, card), state: 'ASKED' }),
    )
    this.#request(purchase, charge, 'PENDING')
    this.#rows.messages.push(messageRow(purchase, null))
    return { kind: 'ASK', question }
  }

  #approve(purchase: Purchase, course: Course): Next {
    const { charge, decision, companyResponse } = course
    const { program, companyId } = this.#facts
    const card = this.#card(purchase)
    const { available: before } = card
    const isCheck = charge.bill === 0n
    const parts = {
      bill: charge.bill,
      clientFees: clientFees(charge.fees),
      providerFees: providerFees(charge.fees),
      card: before === null ? 0n : charge.total,
    }
    const { cardId, message } = purchase.m
    if (!isCheck) {
      const spendsFuse = decision?.riskSkipped === true
      const day = dayIn(program.settings.limitTimeZone, this.#now)
      card.state = afterApproval(card.state, { spendsFuse }, day, charge.total)
      const at = purchase.question?.createdAt ?? this.#now
      card.approve({ at, amount: charge.bill, mcc: message.mcc, country: message.country?.alpha3 ?? null })
      const hold = { companyId, cardId, transactionId: purchase.transactionId, generation: 0 }
      this.#transfers.push(...holdParts(hold, parts))
      this.#holdingAvailable -= charge.total
      if (before !== null) card.available = before - charge.total
    }
    this.#outcome(purchase, charge, {
      ...NO_OUTCOME,
      ...noted(course, card),
      state: isCheck ? 'CLOSED' : 'OPEN',
      parts,
      holdExpiresAt: isCheck ? null : holdExpiresAt(program.settings, message, this.#now),
      countedDay: isCheck ? null : card.state.spending.spentDay,
      decidedEventId: purchase.decisionEventId,
    })
    this.#request(purchase, charge, 'SUCCESS', before)
    this.#event(purchase, charge, 'TRANSACTION_APPROVED', before)
    this.#rows.webhooks.push(purchaseWebhook(this.#told(purchase, charge), 'authorized'))
    return this.#answer(purchase, answerOf(purchase, { decline: null, companyResponse, now: this.#now }))
  }

  #decline(purchase: Purchase, { code, iso, rule }: Decline, course: Course, given?: PurchaseAnswer): Next {
    const { charge, decision, companyResponse } = course
    const card = this.#card(purchase)
    card.state = afterDecline(card.state, { spendsFuse: decision?.riskSkipped === true }, this.#now)
    if (code === 'M101') this.#isHoldingExpected = true
    this.#outcome(purchase, charge, {
      ...NO_OUTCOME,
      ...noted(course, card),
      state: 'DECLINED',
      declineCode: code,
      decidedEventId: purchase.decisionEventId,
    })
    this.#request(purchase, charge, 'SUCCESS', card.available)
    this.#event(purchase, charge, 'TRANSACTION_REJECTED', card.available, code)
    const told = this.#told(purchase, charge)
    this.#rows.webhooks.push(purchaseWebhook(told, 'declined', code))
    if (rule !== null) this.#rows.webhooks.push(blockedWebhook(told, rule))
    const verdict = { decline: { code, iso, rule }, companyResponse, now: this.#now }
    return this.#answer(purchase, given ?? answerOf(purchase, verdict))
  }

  #outcome(purchase: Purchase, charge: Charge, outcome: Outcome): void {
    const rows = purchase.isAsked ? this.#rows.updated : this.#rows.inserted
    rows.push(transactionRow(purchase, charge, outcome))
  }

  /** The request as an event of its own; one that was PENDING while the company was asked ends. */
  #request(
    purchase: Purchase,
    charge: Charge,
    status: 'PENDING' | 'SUCCESS',
    available = this.#card(purchase).available,
  ): void {
    const { requestEventId: id, m } = purchase
    if (purchase.isAsked) {
      this.#rows.ended.push({ card_id: m.cardId, id })
      return
    }
    const balance = available === null ? null : { before: available, after: available }
    this.#rows.events.push(
      eventOfCard(purchase, charge, {
        id,
        operation: 'TRANSACTION_AUTHORIZATION',
        status,
        declineCode: null,
        balance,
        at: this.#now,
      }),
    )
  }

  #event(
    purchase: Purchase,
    charge: Charge,
    operation: 'TRANSACTION_APPROVED' | 'TRANSACTION_REJECTED',
    before: bigint | null,
    declineCode: string | null = null,
  ): void {
    const after = this.#card(purchase).available
    this.#rows.events.push(
      eventOfCard(purchase, charge, {
        id: purchase.decisionEventId,
        operation,
        status: declineCode === null ? 'SUCCESS' : 'FAILED',
        declineCode,
        balance: before === null || after === null ? null : { before, after },
        at: this.#now,
      }),
    )
  }

  #answer(purchase: Purchase, answer: PurchaseAnswer): Next {
    const { networkId } = purchase.m.message
    if (purchase.isAsked) this.#rows.answered.push({ network_id: networkId, answer: JSON.stringify(answer) })
    else this.#rows.messages.push(messageRow(purchase, answer))
    return { kind: 'ANSWER', answer }
  }

  #told(purchase: Purchase, charge: Charge) {
    return { purchase, charge, card: this.#card(purchase).state, now: this.#now }
  }

  #card({ m: { cardId } }: Purchase): WorkingCard {
    const working = this.cards.get(cardId)
    if (working !== undefined) return working
    const known = this.#facts.cards.get(cardId)
    assert(known !== undefined, `card ${cardId} is among the facts`)
    const fresh = new WorkingCard(known)
    this.cards.set(cardId, fresh)
    return fresh
  }

  #factsOf(card: WorkingCard): Facts {
    return {
      operator: this.#operator,
      program: this.#facts.program,
      card: card.state,
      history: card.history(),
      cardAvailable: card.available,
      holdingAvailable: this.#holdingAvailable,
    }
  }

  #leftMs(begunAt: number): number {
    const awaited = [...this.next.keys()].filter(({ stage }) => stage.kind !== 'UNDECIDED')
    const left = awaited.map(({ m }) => m.receivedAt + ANSWER_MS_MAX - COMMIT_MS - begunAt)
    return Math.max(0, Math.min(UNAWAITED_MS_MAX, ...left))
  }

  /** Everything that the batch writes; null: there is nothing. `begunAt`: its transaction, by performance.now. */
  write(begunAt = performance.now()): BatchWrite | null {
    const { companyId, program } = this.#facts
    if (this.cards.size === 0 && this.#rows.messages.length === 0) return null
    const working = [...this.cards.values()]
    const balances = working.flatMap(({ known: { balance } }) => (balance === null ? [] : [balance]))
    const accounts = new Map([
      ...this.#facts.accounts,
      ...balances.map((balance) => [balance.id, balance] as const),
    ])
    const decision = decideOver(companyId, accounts, this.#transfers)
    assert(decision.ok, 'the ledger books what the decisions allow')
    const changes = new Map(decision.effects.accounts.map((change) => [change.id, change]))
    const expected = this.#isHoldingExpected ? [...balances, this.#holding] : balances
    for (const { id } of expected) if (!changes.has(id)) changes.set(id, { id, ...NO_CHANGE })
    const versions = new Map(expected.map(({ id, version }) => [id, version]))
    return {
      ...this.#rows,
      cards: working.map(({ known, state }) => cardRow(known.state, state)),
      companyId,
      now: this.#now,
      leftMs: this.#leftMs(begunAt),
      programVersion: program.version,
      holdingId: this.#holding.id,
      effects: decision.effects,
      accounts: [...changes.values()].map((change) => ({
        ...change,
        version: versions.get(change.id) ?? null,
      })),
      fresh: [...this.#fresh.values()],
    }
  }
}

const NO_CHANGE = { debits: 0n, credits: 0n, debitsHeld: 0n, creditsHeld: 0n, overdraw: false }

function noted({ decision, companyResponse }: Course, { known }: WorkingCard) {
  return {
    velocitySince: known.state.velocitySince,
    judged: decision?.judged === true,
    riskSkipped: decision?.riskSkipped === true,
    shadowDeclined: decision?.shadowDeclined ?? null,
    companyResponse,
  }
}

function freshKey({ m }: Purchase, ref: string): string {
  return `${m.cardId} ${ref}`
}

/**
 * What is known for its clearing alone takes in whatever authorization comes after it; what was approved without asking us, one
 * that asks for no more; another purchase only the very same.
 */
function isSame(row: PrecedentRow, { m: { message } }: Purchase): boolean {
  if (row.approved === 0n && row.clearings > 0) return true
  const currency = message.original?.currency.code ?? 'USD'
  if (isTakenBack(row) || row.currency !== currency) return false
  const bill = message.billing ?? 0n
  return row.attempted === 0n ? bill <= row.approved : bill === row.attempted
}
