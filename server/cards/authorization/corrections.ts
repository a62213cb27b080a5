import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from '../../kernel/log.ts'
import type { PurchaseAnswer } from '../message.ts'
import { type CorrectDeps, correctRecord } from './correct-record.ts'
import type { Purchase } from './purchase.ts'

/** At one time: they meet on the same accounts, and must leave connections to others. */
const UNDER_WAY_MAX = 4
const BACKOFF_MS_MAX = 5_000
/** While this process stops: then the network's own reversal has to do. */
const FAILURES_MAX_STOPPING = 5

interface Correction {
  readonly purchase: Purchase
  readonly committed: PurchaseAnswer
  readonly given: PurchaseAnswer
  /** Called when the record says what was given. */
  readonly done: () => void
}

/** Takes back what was committed after its purchase had been declined: at once, and again until it is done. */
export class Corrections {
  readonly #deps: CorrectDeps & { readonly log: Logger; readonly stopping: AbortSignal }
  readonly #waiting: Correction[] = []
  readonly #underWay = new Set<Promise<void>>()

  constructor(deps: CorrectDeps & { readonly log: Logger; readonly stopping: AbortSignal }) {
    this.#deps = deps
  }

  add(correction: Correction): void {
    this.#waiting.push(correction)
    this.#next()
  }

  async drain(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all([...this.#underWay])
  }

  #next(): void {
    if (this.#underWay.size >= UNDER_WAY_MAX) return
    const correction = this.#waiting.shift()
    if (correction === undefined) return
    const run = this.#untilDone(correction).finally(() => {
      this.#underWay.delete(run)
      this.#next()
    })
    this.#underWay.add(run)
  }

  async #untilDone({ purchase, committed, given, done }: Correction): Promise<void> {
    const { log, stopping } = this.#deps
    const holds = committed.transaction_id === purchase.transactionId
    for (let failures = 0; !stopping.aborted || failures < FAILURES_MAX_STOPPING; failures += 1) {
      try {
        await correctRecord(this.#deps, purchase.m, committed, given, { holds })
        return done()
      } catch (error) {
        log.error(
          { err: error, transactionId: purchase.transactionId },
          'a late approval was not taken back yet',
        )
        await pause(Math.min(50 * 2 ** failures, BACKOFF_MS_MAX))
      }
    }
  }
}
