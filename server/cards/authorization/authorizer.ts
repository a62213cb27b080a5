import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Clock } from '../../kernel/clock.ts'
import type { Config } from '../../kernel/config.ts'
import { type Database, databaseOver, openPool } from '../../kernel/database.ts'
import type { Logger } from '../../kernel/log.ts'
import type { Loop } from '../../kernel/loop.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { outsideTraces } from '../../kernel/trace.ts'
import { type CompanyWebhook, readCompanyWebhook } from '../../webhooks/company-webhook.ts'
import type { EventRow } from '../../webhooks/write-events.ts'
import type { CardMessage, PurchaseAnswer } from '../message.ts'
import { tellAgain } from '../network/stored-answer.ts'
import { ANSWER_MS_MAX, answerOf, isNearlyLate } from './answer.ts'
import { createAsker } from './ask-company.ts'
import { BatchAhead } from './batch-ahead.ts'
import { commitBatch } from './commit-batch.ts'
import { CompanyQueue } from './company-queue.ts'
import { Corrections } from './corrections.ts'
import { type Decline, decline } from './decide.ts'
import { DecisionsUnderWay, type Given } from './decisions-under-way.ts'
import type { EngineDeps } from './engine.ts'
import { answerDuration, unrecorded } from './figures.ts'
import { isReferenceAsked } from './is-reference-asked.ts'
import { joinPurchase } from './join-purchase.ts'
import { createMemory } from './memory.ts'
import { noteLateAnswer } from './note-late-answer.ts'
import type { Next, Plan } from './plan.ts'
import { type Heard, newPurchase, type Purchase, type Question } from './purchase.ts'
import { startUnanswered } from './unanswered.ts'
import { waitForAnswer } from './wait-for-answer.ts'
import { createTraceWriter } from './write-traces.ts'

export interface AuthorizerDeps {
  readonly db: Database
  readonly config: Pick<Config, 'cards' | 'profile' | 'databaseUrl'>
  readonly clock: Clock
  readonly sealer: Sealer
  readonly log: Logger
}

export interface Authorizer {
  /**
   * Decides a purchase, within the time that the network waits, and records it with its answer; the same message again, now or
   * ever, gets the same answer. Never rejects. A refusal: another message has used the id.
   */
  authorize(m: CardMessage): Promise<PurchaseAnswer | Refusal>
  /** The answer to a message that this process is deciding, or whose record it still corrects; null: it is not. */
  answerUnderWay(networkId: string): Promise<PurchaseAnswer | Refusal> | null
  /** Asks a company by an event that was written for it (`sentByWriter`). Never rejects: no answer is an answer. */
  askCompany(companyId: string, webhook: EventRow): Promise<Heard>
  start(): Loop[]
  /** When everything under way is answered and recorded. To be called when no more purchases come. */
  stop(): Promise<void>
}

/** Batches of different companies that are committed at one time. */
const CONNECTIONS = 8
const STATEMENT_MS_MAX = 10_000
/** After a collision so many batches of the company are decided under locks at once: another node has its cards too. */
const CONTENDED_BATCHES = 16
const LATER_MS = 20
/** A database that does not answer is asked again so often, and then in the background. */
const RETRY_MS: readonly number[] = [10, 50, 200]
const RECORD_RETRY_MS = 1_000
/** What is refused so often would fail for ever, and the batches that it is in. */
const REFUSALS_MAX = 5

/**
 * A plan that looks every row up by its key fits every batch for ever. Left to itself the planner makes its one plan while tables are
 * still small, and reads them whole when they are not.
 */
const SESSION = [
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_bitmapscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  // A statement that waits longer is of no use to its purchases: it must not commit them when nobody waits for them any more, which it
  // would even if this process had died meanwhile.
  'lock_timeout=1200',
]

/** Decides the purchases of all cards: docs/cards-authorization.md. */
export function createAuthorizer(deps: AuthorizerDeps): Authorizer {
  const { clock, config, log, db } = deps
  const pool = openPool({
    url: config.databaseUrl,
    poolSizeMax: CONNECTIONS,
    statementTimeoutMs: STATEMENT_MS_MAX,
    session: SESSION,
    onError: (error) => log.warn({ err: error }, 'an idle database connection failed'),
  })
  const engine: EngineDeps = {
    db: databaseOver(pool),
    pool,
    clock,
    operator: config.cards,
    memory: createMemory(),
    log,
  }
  const asker = createAsker(deps)
  const traces = createTraceWriter(db, log)
  const queues = new Map<string, CompanyQueue>()
  const decisions = new DecisionsUnderWay()
  const underWay = new Set<Promise<void>>()
  const stopping = new AbortController()
  const corrections = new Corrections({ ...engine, db, stopping: stopping.signal })
  let stopped: Promise<void> | undefined

  function track(work: Promise<void>): void {
    const run = work
      .catch((error) => log.error({ err: error }, 'work on a purchase broke off'))
      .finally(() => underWay.delete(run))
    underWay.add(run)
  }

  function enqueue(purchase: Purchase): void {
    const { companyId } = purchase.m
    const queue = queues.get(companyId) ?? new CompanyQueue(companyId)
    queues.set(companyId, queue)
    if (!queue.put(purchase)) leaveUnrecorded(purchase, 'too many purchases wait for their record')
    if (queue.isRunning) return
    queue.isRunning = true
    // Others that arrived in the same turn of the event loop come along.
    setImmediate(() => track(outsideTraces(() => drain(queue))))
  }

  function leaveUnrecorded(purchase: Purchase, why: string): void {
    decisions.end(purchase)
    unrecorded.inc()
    log.error({ transactionId: purchase.transactionId }, why)
  }

  /** What follows a batch is done when the next one is on its way: the database works meanwhile. */
  async function drain(queue: CompanyQueue): Promise<void> {
    let committed: ReadonlyMap<Purchase, Next> | null = null
    do {
      const ahead = queue.takeAhead()
      const batch = ahead?.purchases ?? queue.take()
      const writing = batch.length === 0 ? null : commit(queue, batch, { ahead: ahead?.plan ?? null })
      if (committed !== null) {
        if (writing !== null) await new Promise(setImmediate)
        proceed(queue.companyId, committed)
      }
      committed = await writing
    } while (committed !== null || !queue.isEmpty)
    queue.isRunning = false
    if (queue.contended === 0) queues.delete(queue.companyId)
  }

  /**
   * Commits a batch. What cannot be committed is answered, and recorded when it can.
   * @returns what follows for each purchase that was committed
   */
  async function commit(
    queue: CompanyQueue,
    batch: readonly Purchase[],
    { ahead, isSuspect = false }: { readonly ahead: Plan | null; readonly isSuspect?: boolean },
  ): Promise<ReadonlyMap<Purchase, Next>> {
    for (let failures = 0; ; failures += 1) {
      try {
        const { next, attempts } = await commitBatch(engine, queue.companyId, batch, {
          isSuspect: isSuspect || failures > 0,
          isContended: queue.contended > 0,
          onAttempt: () => batch.forEach(turnUndecided),
          ahead,
          onSent: () => queue.openAhead(BatchAhead.open(engine, queue.companyId)),
          onLost: () => queue.dropAhead(),
        })
        queue.contended = attempts > 2 ? CONTENDED_BATCHES : Math.max(0, queue.contended - 1)
        return next
      } catch (error) {
        log.error({ err: error, purchases: batch.length }, 'a batch of purchases was not committed')
        // One purchase that the database does not take must not decline the others.
        if (isOfContent(error) && batch.length > 1) return commitEach(queue, batch)
        if (isOfContent(error)) {
          for (const purchase of batch) purchase.refusals += 1
          break
        }
        const retryMs = RETRY_MS[failures]
        if (retryMs === undefined) break
        await pause(retryMs)
      }
    }
    for (const purchase of batch) {
      giveUp(purchase, decline('C020'))
      turnUndecided(purchase)
      if (purchase.refusals < REFUSALS_MAX) retryRecord(purchase)
      else leaveUnrecorded(purchase, 'the database does not take the record of a purchase')
    }
    return new Map()
  }

  async function commitEach(queue: CompanyQueue, batch: readonly Purchase[]): Promise<Map<Purchase, Next>> {
    const all = new Map<Purchase, Next>()
    for (const purchase of batch)
      for (const [one, next] of await commit(queue, [purchase], { ahead: null, isSuspect: true }))
        all.set(one, next)
    return all
  }

  function retryRecord(purchase: Purchase): void {
    track(
      pause(RECORD_RETRY_MS, undefined, { signal: stopping.signal }).then(
        () => enqueue(purchase),
        () => {},
      ),
    )
  }

  function proceed(companyId: string, next: ReadonlyMap<Purchase, Next>): void {
    const asking: [Purchase, Question][] = []
    for (const [purchase, step] of next) {
      switch (step.kind) {
        case 'ANSWER':
          purchase.trace.mark('committed')
          finish(purchase, step.answer)
          traces.write(purchase)
          break
        case 'KNOWN':
          track(repeat(purchase, step.answer))
          break
        case 'ASK':
          if (purchase.given === null) asking.push([purchase, step.question])
          else skipQuestion(purchase, step.question)
          break
        case 'JOIN':
          track(join(purchase, step.transactionId))
          break
        case 'LATER':
          track(enqueueLater(purchase))
          break
        case 'WAIT':
          track(wait(purchase, step.transactionId))
          break
      }
    }
    if (asking.length > 0) track(askAll(companyId, asking))
  }

  /** When whatever is being decided under its reference is. */
  async function enqueueLater(purchase: Purchase): Promise<void> {
    do await pause(LATER_MS)
    while (purchase.given === null && (await isReferenceAsked(db, log, purchase)))
    enqueue(purchase)
  }

  /** What is on record for its message, and was the answer of whoever was first. */
  async function repeat(purchase: Purchase, answer: PurchaseAnswer | Refusal): Promise<void> {
    try {
      const told =
        purchase.given !== null || isRefusal(answer)
          ? null
          : await tellAgain(db, purchase.m.message.networkId)
      purchase.answer(told === null ? answer : JSON.parse(told))
    } catch (error) {
      log.error({ err: error }, 'an answer could not be told again')
      giveUp(purchase, decline('C020'))
    }
    decisions.end(purchase)
  }

  /** The answer, unless the network was told another already: then the record follows what it was told. */
  function finish(purchase: Purchase, answer: PurchaseAnswer): void {
    // A process that stood still may hear of the commit before its own timer.
    if (performance.now() > purchase.m.receivedAt + ANSWER_MS_MAX) giveUp(purchase, decline('C010'))
    const { given } = purchase
    if (given === null) purchase.answer(answer)
    const done = () => decisions.end(purchase)
    if (given === null || isRefusal(given) || isTheSame(answer, given)) done()
    else corrections.add({ purchase, committed: answer, given, done })
  }

  /** Whoever was first under the id answers. Nothing of this one is recorded, also when that answer comes too late for it. */
  async function wait(purchase: Purchase, transactionId: string): Promise<void> {
    purchase.waitsFor = transactionId
    const answer = await waitForAnswer(db, log, purchase)
    if (answer === null) decisions.end(purchase)
    else await repeat(purchase, answer)
  }

  async function join(purchase: Purchase, transactionId: string): Promise<void> {
    try {
      const answer = await joinPurchase({ ...engine, db }, purchase, transactionId)
      if (answer === null) enqueue(purchase)
      else finish(purchase, answer)
    } catch (error) {
      log.error({ err: error }, 'an authorization did not join its purchase')
      giveUp(purchase, decline('C020'))
      turnUndecided(purchase)
      retryRecord(purchase)
    }
  }

  /** The network does not wait for it any more, so the company is not bothered. */
  function skipQuestion(purchase: Purchase, { webhook }: Question): void {
    purchase.isAsked = true
    asker.skip(webhook, 'the network had been answered before the company could be asked')
    turnUndecided(purchase)
    enqueue(purchase)
  }

  async function askAll(companyId: string, asking: readonly [Purchase, Question][]): Promise<void> {
    const settings = await readSettings(companyId)
    for (const [purchase, question] of asking) track(ask(purchase, question, settings))
  }

  /** What cannot be read is as good as none: the purchase must be answered. */
  async function readSettings(companyId: string): Promise<CompanyWebhook | null> {
    try {
      return await readCompanyWebhook(engine.db, companyId)
    } catch (error) {
      log.error({ err: error, companyId }, 'the webhook settings of a company could not be read')
      return null
    }
  }

  async function ask(purchase: Purchase, question: Question, settings: CompanyWebhook | null): Promise<void> {
    purchase.isAsked = true
    const { trace } = purchase
    const heard = await asker.ask(question.webhook, settings, {
      asked: () => trace.mark('company_asked'),
      answered: () => trace.mark('company_answered'),
      late: () => track(noteLateAnswer(db, purchase)),
    })
    purchase.stage = { kind: 'HEARD', heard }
    turnUndecided(purchase)
    enqueue(purchase)
  }

  /** The network hears at once that it is declined. */
  function giveUp(purchase: Purchase, refused: Decline): void {
    if (purchase.given !== null) return
    const companyResponse = purchase.stage.kind === 'HEARD' ? purchase.stage.heard.response : null
    const answer = answerOf(purchase, { decline: refused, companyResponse, now: clock.now() })
    const { waitsFor } = purchase
    purchase.answer(waitsFor === null ? answer : { ...answer, transaction_id: waitsFor, event_id: null })
  }

  /**
   * What was answered before it was decided is not decided any more: it is recorded as it was answered. So is what would be too late
   * in a moment: the statement would not write it, nor the others of its batch.
   */
  function turnUndecided(purchase: Purchase): void {
    if (isNearlyLate(purchase)) giveUp(purchase, decline('C010'))
    const { given, stage } = purchase
    if (given === null || isRefusal(given) || stage.kind === 'UNDECIDED') return
    const code = given.decline_code === 'C010' ? 'C010' : 'C020'
    purchase.stage = { kind: 'UNDECIDED', decline: decline(code), answer: given }
  }

  async function drainAll(): Promise<void> {
    while (underWay.size > 0) await Promise.all([...underWay])
    await asker.stop()
    await corrections.drain()
    await traces.flush()
    await pool.end()
  }

  function begin(m: CardMessage): Promise<Given> {
    const { promise, resolve } = Promise.withResolvers<Given>()
    const purchase: Purchase = newPurchase(m, (answer) => {
      if (purchase.given !== null) return
      purchase.given = answer
      clearTimeout(timer)
      purchase.trace.mark('answered')
      observe(purchase, answer)
      resolve(answer)
    })
    const leftMs = m.receivedAt + ANSWER_MS_MAX - performance.now()
    const timer = setTimeout(() => giveUp(purchase, decline('C010')), Math.max(0, leftMs))
    decisions.begin({ purchase, answer: promise })
    if (queues.get(m.companyId)?.isFull === true || stopping.signal.aborted) {
      giveUp(purchase, decline('C010'))
      turnUndecided(purchase)
    }
    enqueue(purchase)
    return promise
  }

  return {
    async authorize(m) {
      const first = decisions.find(m.message.networkId)
      if (first === undefined) return begin(m)
      const answer = await first.answer
      if (first.purchase.m.bodyHash.equals(m.bodyHash)) return answer
      // One that is refused itself does not own the id: this may be the message that does.
      return isRefusal(answer) ? begin(m) : refuse('NETWORK_ID_REUSED', { id: m.message.networkId })
    },
    answerUnderWay: (networkId) => decisions.find(networkId)?.answer ?? null,
    askCompany: async (companyId, webhook) => asker.ask(webhook, await readSettings(companyId), {}),
    start: () => [...traces.start(), startUnanswered(deps)],
    stop() {
      stopping.abort()
      stopped ??= drainAll()
      return stopped
    },
  }
}

/** Byte for byte. */
function isTheSame(a: PurchaseAnswer, b: PurchaseAnswer): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function observe({ trace: { marks } }: Purchase, answer: PurchaseAnswer | Refusal): void {
  const waited =
    marks.company_asked === undefined
      ? 0
      : (marks.company_answered ?? marks.answered ?? 0) - marks.company_asked
  const decision = isRefusal(answer) ? 'refused' : answer.approved ? 'approved' : 'declined'
  answerDuration.observe({ decision }, Math.max(0, (marks.answered ?? 0) - waited) / 1_000_000)
}

/** The database was there and did not take what it was given: trying again helps nothing. */
function isOfContent(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return !isOfConnection(error)
  return !/^(08|53|55|57|58|40|XX)/.test(error.code ?? '')
}

/** A system call failed, or the driver says so. An assertion has a code too, and is of content. */
function isOfConnection(error: unknown): boolean {
  return error instanceof Error && ('syscall' in error || /onnection|timeout/.test(error.message))
}
