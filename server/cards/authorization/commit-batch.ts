import pg from 'pg'
import { inTransaction, isCollision, type Tx } from '../../kernel/database.ts'
import { outbox } from '../../webhooks/write-events.ts'
import { type BatchFacts, readBatchFacts, recall } from './batch-facts.ts'
import type { EngineDeps } from './engine.ts'
import { batchSize, collisions, commitDuration } from './figures.ts'
import { type Next, Plan } from './plan.ts'
import { NO_PRECEDENT, type Precedent, readPrecedents } from './precedents.ts'
import { prepared } from './prepared.ts'
import type { Purchase } from './purchase.ts'
import { forget, remember, rememberHolding } from './remember.ts'
import { type BatchWrite, batchStatement, type Written } from './write-batch.ts'

/** Then facts are read under locks, which nothing can collide with but a purchase that is known already. */
const OPTIMISTIC_MAX = 2
const ATTEMPTS_MAX = 6

export interface CommitOptions {
  /** Something may already be known of these purchases: an earlier statement failed in a way that leaves it open. */
  readonly isSuspect: boolean
  /** The company's facts change under our hands: read them under locks at once. */
  readonly isContended: boolean
  /** Before each attempt: what was answered meanwhile is not decided any more. */
  readonly onAttempt: () => void
  /** What was decided of these purchases ahead: the first attempt writes it. */
  readonly ahead: Plan | null
  /** A batch is on its way, and remembered: the next may be decided ahead. */
  readonly onSent: () => void
  /** It was not committed after all: what was decided ahead of it is not true. */
  readonly onLost: () => void
}

export interface Committed {
  readonly next: ReadonlyMap<Purchase, Next>
  readonly attempts: number
}

/** Decides and writes a batch of one company. Resolves when it is committed; what follows for each purchase is what the commit made true. */
export async function commitBatch(
  deps: EngineDeps,
  companyId: string,
  purchases: readonly Purchase[],
  options: CommitOptions,
): Promise<Committed> {
  batchSize.observe(purchases.length)
  const startedAt = performance.now()
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const isFirst = attempt === 1 && !options.isSuspect
    options.onAttempt()
    const isLocked = options.isContended || attempt > OPTIMISTIC_MAX
    const next = await (isFirst && options.ahead !== null
      ? write(deps, options.ahead, options)
      : isLocked
        ? commitLocked(deps, companyId, purchases)
        : commitOptimistic(deps, companyId, purchases, isFirst, options))
    if (next !== null) {
      commitDuration.observe((performance.now() - startedAt) / 1_000)
      return { next, attempts: attempt }
    }
    collisions.inc()
  }
  throw new Error(`a batch collided ${ATTEMPTS_MAX} times`)
}

/** Over what is remembered, or was just read, without a lock: the statement finds out whether it is still true. */
async function commitOptimistic(
  deps: EngineDeps,
  companyId: string,
  purchases: readonly Purchase[],
  isFirst: boolean,
  options: CommitOptions,
): Promise<ReadonlyMap<Purchase, Next> | null> {
  const facts = isFirst
    ? await recallFacts(deps, companyId, purchases)
    : await readFacts(deps, companyId, purchases)
  const precedents = isFirst ? null : await readPrecedents(deps.db, companyId, purchases, deps.clock.now())
  return write(deps, decideAll(deps, facts, purchases, precedents), options)
}

/** What is being written is remembered at once, and forgotten again if it is not committed. Null: it collided. */
async function write(
  deps: EngineDeps,
  plan: Plan,
  { onSent, onLost }: Pick<CommitOptions, 'onSent' | 'onLost'>,
): Promise<ReadonlyMap<Purchase, Next> | null> {
  let batch: BatchWrite | null = null
  let written: Written | undefined
  try {
    batch = plan.write()
    if (batch === null) return plan.next
    const sent = deps.pool.query<Written>(prepared(batchStatement(deps.db, batch)))
    remember(deps.memory, plan, batch)
    onSent()
    written = (await sent).rows[0]
  } catch (error) {
    if (!isTaken(error) && !isCollision(error)) throw error
  } finally {
    if (written?.ok !== true) {
      forget(deps.memory, plan)
      onLost()
    }
  }
  return settled(deps, plan, batch, written)
}

/** Cards, then accounts, are locked before they are read: nobody changes them before this commits. */
async function commitLocked(
  deps: EngineDeps,
  companyId: string,
  purchases: readonly Purchase[],
): Promise<ReadonlyMap<Purchase, Next> | null> {
  const begunAt = performance.now()
  let plan: Plan | undefined
  let batch: BatchWrite | null = null
  let written: Written | undefined
  try {
    written = await inTransaction(deps.db, async (tx) => {
      const facts = await readBatchFacts(tx, deps.memory, readOptions(deps, companyId, purchases, true))
      const precedents = await readPrecedents(tx, companyId, purchases, deps.clock.now())
      plan = decideAll(deps, facts, purchases, precedents)
      batch = plan.write(begunAt)
      if (batch === null) return undefined
      remember(deps.memory, plan, batch)
      return (await tx.executeQuery(batchStatement(deps.db, batch))).rows[0]
    })
  } catch (error) {
    if (!isTaken(error) && !isCollision(error)) throw error
  } finally {
    if (plan !== undefined && written?.ok !== true) forget(deps.memory, plan)
  }
  return plan === undefined ? null : settled(deps, plan, batch, written)
}

/** What follows a batch that was committed, or had nothing to write. Null: it was not. */
function settled(
  { memory }: EngineDeps,
  plan: Plan,
  batch: BatchWrite | null,
  written: Written | undefined,
): ReadonlyMap<Purchase, Next> | null {
  if (batch === null) return plan.next
  if (written?.ok !== true) return null
  rememberHolding(memory, batch, written)
  if (batch.webhooks.length > 0) outbox.emit('written')
  return plan.next
}

function decideAll(
  { memory, operator, clock }: EngineDeps,
  facts: BatchFacts,
  purchases: readonly Purchase[],
  precedents: ReadonlyMap<Purchase, Precedent> | null,
): Plan {
  const plan = new Plan(facts, operator, clock.now())
  try {
    for (const purchase of purchases) plan.add(purchase, precedents?.get(purchase) ?? NO_PRECEDENT)
  } catch (error) {
    forget(memory, plan) // histories hold what was approved before it
    throw error
  }
  return plan
}

const UNIQUE_VIOLATION = '23505'

/** Somebody else was first with an id of ours, at the same moment. */
function isTaken(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION
}

async function recallFacts(
  deps: EngineDeps,
  companyId: string,
  purchases: readonly Purchase[],
): Promise<BatchFacts> {
  const { company, cards, missing } = recall(deps.memory, companyId, cardIdsOf(purchases))
  if (company !== undefined && missing.length === 0) return { companyId, ...company, cards }
  const options = { ...readOptions(deps, companyId, purchases, false), cardIds: missing }
  const read = await inTransaction(deps.db, (tx) => readBatchFacts(tx, deps.memory, options))
  return { ...read, cards: new Map([...cards, ...read.cards]) }
}

function readFacts(deps: EngineDeps, companyId: string, purchases: readonly Purchase[]): Promise<BatchFacts> {
  return inTransaction(deps.db, (tx: Tx) =>
    readBatchFacts(tx, deps.memory, readOptions(deps, companyId, purchases, false)),
  )
}

function readOptions(
  { clock, operator }: EngineDeps,
  companyId: string,
  purchases: readonly Purchase[],
  lock: boolean,
) {
  return { companyId, cardIds: cardIdsOf(purchases), now: clock.now(), operator, lock }
}

function cardIdsOf(purchases: readonly Purchase[]): string[] {
  return [...new Set(purchases.map(({ m }) => m.cardId))]
}
