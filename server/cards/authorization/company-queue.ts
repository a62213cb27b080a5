import type { Purchase } from './purchase.ts'

/** Purchases that are decided and committed together at most. */
export const BATCH_MAX = 256
/** Of them: records of purchases that were answered undecided. Nobody waits for those. */
const RECORDS_PER_BATCH = 32
const WAITING_MAX = 4_096
const RECORDS_MAX = 20_000

/**
 * A company's purchases that wait for a batch: those whose company has spoken first, then new ones, then records. What arrives
 * while a batch is committed forms the next one.
 */
export class CompanyQueue {
  readonly companyId: string
  #heard: Purchase[] = []
  #fresh: Purchase[] = []
  #records: Purchase[] = []
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

  /** False: there is no room for one more record. */
  put(purchase: Purchase): boolean {
    const isRecord = purchase.stage.kind === 'UNDECIDED'
    if (isRecord && this.#records.length >= RECORDS_MAX) return false
    const line = isRecord ? this.#records : purchase.stage.kind === 'HEARD' ? this.#heard : this.#fresh
    line.push(purchase)
    return true
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
