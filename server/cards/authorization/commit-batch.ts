import pg from 'pg'
import { inTransaction, isCollision, type Tx } from '../../kernel/database.ts'
import { outbox } from '../../webhooks/write-events.ts'
import { type BatchFacts, readBatchFacts, recall } from './batch-facts.ts'
import type { EngineDeps } from './engine.ts'
import { batchSize, collisions, commitDuration } from './figures.ts'
import { cardKey } from './memory.ts'
import { type Next, Plan } from './plan.ts'
import { NO_PRECEDENT, type Precedent, readPrecedents } from './precedents.ts'
import { prepared } from './prepared.ts'
import type { Purchase } from './purchase.ts'
import { remember } from './remember.ts'
import { type BatchWrite, batchStatement, type Written } from './write-batch.ts'

/** Then facts are read under locks, which nothing can collide with but a purchase that is known already. */
const OPTIMISTIC_MAX = 2
const ATTEMPTS_MAX = 6

export interface CommitOptions {
  /** Something may already be known of these purchases: an earlier statement failed in a way that leaves it open. */
  readonly isSuspect: boolean
  /** The company's facts change under our hands: read them under locks at once. */
  readonly isContended: boolean
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
  { isSuspect, isContended }: CommitOptions,
): Promise<Committed> {
  batchSize.observe(purchases.length)
  const startedAt = performance.now()
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const isFirst = attempt === 1 && !isSuspect
    const next =
      isContended || attempt > OPTIMISTIC_MAX
        ? await commitLocked(deps, companyId, purchases)
        : await commitOptimistic(deps, companyId, purchases, isFirst)
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
): Promise<ReadonlyMap<Purchase, Next> | null> {
  const facts = isFirst
    ? await recallFacts(deps, companyId, purchases)
    : await readFacts(deps, companyId, purchases)
  const precedents = isFirst ? null : await readPrecedents(deps.db, companyId, purchases, deps.clock.now())
  return settleMemory(deps, decideAll(deps, facts, purchases, precedents), async (write) => {
    const { rows } = await deps.pool.query<Written>(prepared(batchStatement(deps.db, write)))
    return rows[0]
  })
}

/** Cards, then accounts, are locked before they are read: nobody changes them before this commits. */
async function commitLocked(
  deps: EngineDeps,
  companyId: string,
  purchases: readonly Purchase[],
): Promise<ReadonlyMap<Purchase, Next> | null> {
  let decided: Decided | undefined
  try {
    const written = await inTransaction(deps.db, async (tx) => {
      const facts = await readBatchFacts(tx, deps.memory, readOptions(deps, companyId, purchases, true))
      const precedents = await readPrecedents(tx, companyId, purchases, deps.clock.now())
      decided = decideAll(deps, facts, purchases, precedents)
      return decided.write === null
        ? undefined
        : (await tx.executeQuery(batchStatement(deps.db, decided.write))).rows[0]
    })
    return decided === undefined ? null : await settleMemory(deps, decided, async () => written)
  } catch (error) {
    if (decided !== undefined) forgetAhead(deps, decided)
    if (isTaken(error) || isCollision(error)) return null
    throw error
  }
}

/** A batch, decided and not written. */
interface Decided {
  readonly facts: BatchFacts
  readonly plan: Plan
  readonly write: BatchWrite | null
}

function decideAll(
  { operator, clock }: EngineDeps,
  facts: BatchFacts,
  purchases: readonly Purchase[],
  precedents: ReadonlyMap<Purchase, Precedent> | null,
): Decided {
  for (const purchase of purchases) purchase.trace.mark('facts')
  const plan = new Plan(facts, operator, clock.now())
  for (const purchase of purchases) plan.add(purchase, precedents?.get(purchase) ?? NO_PRECEDENT)
  return { facts, plan, write: plan.write() }
}

/** Remembers what was committed, or forgets what was not. Null: it collided. */
async function settleMemory(
  deps: EngineDeps,
  decided: Decided,
  send: (write: BatchWrite) => Promise<Written | undefined>,
): Promise<ReadonlyMap<Purchase, Next> | null> {
  const { facts, plan, write } = decided
  if (write === null) return plan.next
  let written: Written | undefined
  try {
    written = await send(write)
  } catch (error) {
    if (!isTaken(error) && !isCollision(error)) throw error
  } finally {
    if (written?.ok !== true) forgetAhead(deps, decided)
  }
  if (written?.ok !== true) return null
  remember(deps.memory, facts, plan, write, written)
  if (write.webhooks.length > 0) outbox.emit('written')
  return plan.next
}

/** Histories that already hold purchases of a batch that was not committed. */
function forgetAhead({ memory }: EngineDeps, { facts, plan }: Decided): void {
  for (const [cardId, card] of plan.cards)
    if (card.isHistoryAhead) memory.cards.delete(cardKey(facts.companyId, cardId))
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
