import { BATCH_MAX, type BatchAhead } from './batch-ahead.ts'
import type { Purchase } from './purchase.ts'

/** Of them: records of purchases that were answered undecided. Nobody waits for those. */
const RECORDS_PER_BATCH = 32
const WAITING_MAX = 4_096
const RECORDS_MAX = 20_000

/**
 * A company's purchases that wait for a batch: those whose company has spoken first, then new ones, then records. What arrives
 * while a batch is committed forms the next one, decided ahead where nobody waits.
 */
export class CompanyQueue {
  readonly companyId: string
  #heard: Purchase[] = []
  #fresh: Purchase[] = []
  #records: Purchase[] = []
  #ahead: BatchAhead | null = null
  isRunning = false
  /** Batches that are to be decided under locks from the start, because the ones before them collided. */
  contended = 0

  constructor(companyId: string) {
    this.companyId = companyId
  }

  get isEmpty(): boolean {
    return this.#heard.length + this.#fresh.length + this.#records.length === 0
  }

  get isFull(): boolean {
    return this.#fresh.length >= WAITING_MAX
  }

  /** What arrives from now on is decided over what the batch being written makes true, until it is taken or dropped. */
  openAhead(ahead: BatchAhead | null): void {
    this.dropAhead()
    this.#ahead = ahead
  }

  /** Null: nothing was decided ahead, or not truly. */
  takeAhead(): BatchAhead | null {
    const ahead = this.#ahead
    if (ahead === null || ahead.purchases.length === 0 || !ahead.isTrue) this.dropAhead()
    const taken = this.#ahead
    this.#ahead = null
    return taken
  }

  /** Its purchases wait again, before those that came after them. */
  dropAhead(): void {
    const ahead = this.#ahead
    this.#ahead = null
    if (ahead === null || ahead.purchases.length === 0) return
    ahead.discard()
    for (const purchase of ahead.purchases.toReversed()) this.#lineOf(purchase).unshift(purchase)
  }

  /** False: there is no room for one more record. */
  put(purchase: Purchase): boolean {
    const isRecord = purchase.stage.kind === 'UNDECIDED'
    // Who waits already is not to be overtaken for ever.
    if (!isRecord && this.isEmpty && this.#ahead?.add(purchase) === true) return true
    if (isRecord && this.#records.length >= RECORDS_MAX) return false
    this.#lineOf(purchase).push(purchase)
    return true
  }

  #lineOf({ stage }: Purchase): Purchase[] {
    if (stage.kind === 'UNDECIDED') return this.#records
    return stage.kind === 'HEARD' ? this.#heard : this.#fresh
  }

  /** The next batch. */
  take(): Purchase[] {
    const batch: Purchase[] = []
    const move = (line: Purchase[], upTo: number) => {
      batch.push(...line.splice(0, Math.min(upTo, BATCH_MAX - batch.length)))
    }
    move(this.#records, RECORDS_PER_BATCH)
    move(this.#heard, BATCH_MAX)
    move(this.#fresh, BATCH_MAX)
    return batch
  }
}
