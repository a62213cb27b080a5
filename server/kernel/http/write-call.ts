import { sql } from 'kysely'
import type { TObject } from 'typebox'
import { type Database, inRetriedTransaction, type Tx } from '../database.ts'
import { createGates } from '../gates.ts'
import type { Logger } from '../log.ts'
import type { Node } from '../node.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import type { Sealer } from '../sealer.ts'
import { type Answer, refusalAnswer, successAnswer } from './answer.ts'
import { createIdempotencyStore, type KeyedCall, type StoredCall } from './idempotency-store.ts'
import type { Call, WriteRoute } from './route.ts'

type AnyWriteRoute = WriteRoute<TObject, TObject, unknown, unknown>
type AnyCall = Call<never, never>

export interface Writer {
  /** Runs a write with the guarantees of its idempotency key, or without a key. Every outcome but a bug is an Answer. */
  run(route: AnyWriteRoute, call: AnyCall, key: KeyedCall | null): Promise<Answer>
  /** Frees the keys that could not be freed when their calls ended here, as the database was away. One step of a loop. */
  freeStranded(): Promise<boolean>
}

export interface WriterDeps {
  readonly db: Database
  readonly node: Node
  readonly sealer: Sealer
  readonly log: Logger
  /** Of one company so many transactions of writes are open at a time, so that its burst leaves the pool to others. */
  readonly writesPerCompanyMax: number
}

/** Either the answer is known, or the rest of the call is to be run after the commit. */
type Committed = { readonly answer: Answer } | { readonly resume: unknown }

export function createWriter({ db, node, sealer, log, writesPerCompanyMax }: WriterDeps): Writer {
  const gates = createGates(writesPerCompanyMax)
  const transact = <T>(companyId: string, work: (tx: Tx) => Promise<T>) =>
    gates.run(companyId, () => inRetriedTransaction(db, work))
  const store = createIdempotencyStore(sealer)
  /** Keys whose calls this process is finishing now: what tells a slow call from one that a crash cut short. */
  const finishing = new Set<string>()
  /** Rows that name this node as the one that runs them, and it does not: the other nodes would wait for it as long as it lives. */
  const stranded = new Map<string, KeyedCall>()

  return {
    run: (route, call, key) => (key === null ? runOnce(route, call) : runKeyed(route, call, key)),
    async freeStranded() {
      for (const [mark, key] of stranded) {
        if (finishing.has(mark)) continue // taken up again here
        await store.free(db, key, node.id)
        stranded.delete(mark)
      }
      return false
    },
  }

  async function runOnce(route: AnyWriteRoute, call: AnyCall): Promise<Answer> {
    const prepared = await route.prepare?.(db, call)
    if (isRefusal(prepared)) return refusalOf(prepared, call)
    const written = await transact(call.companyId, async (tx) => {
      const result = await effect(tx, () => route.write(tx, call, prepared))
      return isRefusal(result) || route.finish === undefined ? result : plainJson(result)
    })
    if (isRefusal(written) || route.finish === undefined) return answerOf(route, call, written)
    return answerOf(route, call, await route.finish(JSON.parse(String(written)), call))
  }

  async function runKeyed(route: AnyWriteRoute, call: AnyCall, key: KeyedCall): Promise<Answer> {
    // A stored answer must come back although the world has changed since: look before `prepare` judges anew.
    const stored = route.prepare === undefined ? null : await store.find(db, key)
    const prepared = stored === null ? await route.prepare?.(db, call) : undefined
    const mark = markOf(key)
    let mine = false
    const claim = () => {
      finishing.add(mark)
      mine = true
    }
    const release = () => {
      if (mine) finishing.delete(mark)
      mine = false
    }
    try {
      const committed = await transact(call.companyId, async (tx): Promise<Committed> => {
        release() // what an attempt that was broken off had claimed
        if (!(await store.lock(tx, key))) return refused(call, refuse('STILL_RUNNING'))
        const earlier = await store.find(tx, key)
        if (earlier === null) {
          // The answer seen before was erased in between (it became 24 hours old): nothing is prepared, the caller repeats.
          if (stored !== null) return refused(call, refuse('STILL_RUNNING'))
          return first(tx, route, call, key, prepared, claim)
        }
        const again = await repeated(call, key, earlier, finishing.has(mark))
        if ('resume' in again) {
          claim()
          await store.setNode(tx, key, node.id)
        }
        return again
      })
      if ('answer' in committed) return committed.answer
      return await finish(route, call, key, committed.resume)
    } finally {
      release()
    }
  }

  /** Nobody has sent this key before: the effect, and what becomes of the key, in one transaction. */
  async function first(
    tx: Tx,
    route: AnyWriteRoute,
    call: AnyCall,
    key: KeyedCall,
    prepared: unknown,
    claim: () => void,
  ): Promise<Committed> {
    const result = isRefusal(prepared) ? prepared : await effect(tx, () => route.write(tx, call, prepared))
    if (isRefusal(result) || route.finish === undefined) {
      const answer = answerOf(route, call, result)
      if (isStored(answer)) await store.insertDone(tx, key, storedAnswer(route, call, result))
      return { answer }
    }
    const resume = plainJson(result)
    claim()
    await store.insertRunning(tx, key, node.id, resume)
    return { resume: JSON.parse(resume) }
  }

  async function repeated(
    call: AnyCall,
    key: KeyedCall,
    earlier: StoredCall,
    finishingHere: boolean,
  ): Promise<Committed> {
    if (!earlier.requestHash.equals(key.requestHash)) return refused(call, refuse('IDEMPOTENCY_MISMATCH'))
    if (earlier.state === 'DONE') return { answer: earlier.answer }
    const running = finishingHere || (await runsElsewhere(earlier.nodeId))
    return running ? refused(call, refuse('STILL_RUNNING')) : { resume: earlier.resume }
  }

  async function runsElsewhere(nodeId: number | null): Promise<boolean> {
    if (nodeId === null || nodeId === node.id) return false
    return (await node.living([nodeId])).has(nodeId)
  }

  /** The part after the commit. When it fails, the key goes free: the next retry, on any node, takes the call up again. */
  async function finish(
    route: AnyWriteRoute,
    call: AnyCall,
    key: KeyedCall,
    resume: unknown,
  ): Promise<Answer> {
    try {
      const result = await route.finish?.(resume, call)
      const answer = answerOf(route, call, result)
      if (isStored(answer)) await complete(key, storedAnswer(route, call, result))
      else await free(key, call.traceId)
      return answer
    } catch (error) {
      await free(key, call.traceId)
      throw error
    }
  }

  async function free(key: KeyedCall, traceId: string): Promise<void> {
    try {
      await store.free(db, key, node.id)
    } catch (err) {
      stranded.set(markOf(key), key)
      log.error({ err, traceId }, 'idempotency key stays claimed by this node until the database is back')
    }
  }

  /** The call is done and its answer known: that it could not be stored must not turn it into a failure. */
  async function complete(key: KeyedCall, answer: Answer): Promise<void> {
    try {
      await store.complete(db, key, answer)
    } catch (err) {
      stranded.set(markOf(key), key)
      log.error(
        { err, traceId: answer.traceId },
        'answer not stored under its idempotency key; a retry finishes the call again',
      )
    }
  }
}

function markOf({ companyId, keyHash }: KeyedCall): string {
  return `${companyId}:${keyHash.toString('hex')}`
}

/** Runs `write` so that a Refusal takes its effect back, while the transaction lives on for the key. */
async function effect(tx: Tx, write: () => Promise<unknown>): Promise<unknown> {
  await sql`SAVEPOINT effect`.execute(tx)
  const result = await write()
  if (isRefusal(result)) await sql`ROLLBACK TO SAVEPOINT effect`.execute(tx)
  return result
}

function answerOf(route: AnyWriteRoute, call: AnyCall, result: unknown): Answer {
  if (isRefusal(result)) return refusalOf(result, call)
  return successAnswer(route.status ?? 200, result, call.traceId)
}

/** What a repetition gets. */
function storedAnswer(route: AnyWriteRoute, call: AnyCall, result: unknown): Answer {
  const isMasked = route.repeatedAs !== undefined && !isRefusal(result)
  return answerOf(route, call, isMasked ? route.repeatedAs?.(result as never) : result)
}

function refused(call: AnyCall, refusal: Refusal): Committed {
  return { answer: refusalOf(refusal, call) }
}

function refusalOf(refusal: Refusal, { traceId, page }: AnyCall): Answer {
  return refusalAnswer(refusal, traceId, page === null ? 'programs' : 'people')
}

function isStored({ status }: Answer): boolean {
  return status < 500 && status !== 401 && status !== 429 && status !== 302
}

/**
 * The durable state between `write` and `finish`. `finish` always gets what came out of this text, the first time too, so a
 * state that does not survive it is found at once. @throws for raw JSON numbers and bigints: amounts are texts here.
 */
function plainJson(state: unknown): string {
  return JSON.stringify(state ?? null, (key, value: unknown) => {
    if (isRawJson(value)) throw new TypeError(`${key} is a raw JSON number: store it as text`)
    return value
  })
}

const { isRawJSON: isRawJson } = JSON as unknown as { isRawJSON(value: unknown): boolean }
