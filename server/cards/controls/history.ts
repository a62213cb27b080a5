import type { Country } from '../../kernel/countries.ts'

/** Only so much of a card's past counts, for velocity and for risk. */
export const HISTORY_MS = 90 * 86_400_000
export const HISTORY_PURCHASES_MAX = 1_000

const CAPACITY_MIN = 16
const MS_PER_HOUR = 3_600_000
/** No MCC has five digits: purchases without one, and slots that are free. */
const NO_MCC = 65_535

/** An approved authorization with an amount. */
export interface HistoryPurchase {
  readonly at: Date
  /** Bill amount without fees, micro-dollars; exact up to 9 billion dollars. */
  readonly amount: bigint
  /** Four digits. */
  readonly mcc: string | null
  /** Of the merchant. */
  readonly country: Country['alpha3'] | null
}

/**
 * A card's approved purchases: the newest 1,000 of 90 days, kept up with every purchase and never counted again. Adding one
 * costs two short moves of memory and no sorting; a purchase takes 26 bytes (slots double from 16 to 1,024 as a card is used).
 */
export class CardHistory {
  /** Rings: the oldest purchase stands at #head, the next ones behind it, in the order of their times. */
  #times = new Float64Array(CAPACITY_MIN)
  #amounts = new Float64Array(CAPACITY_MIN)
  #mccs = new Uint16Array(CAPACITY_MIN).fill(NO_MCC)
  /** Not a ring: the amounts in ascending order. */
  #ascending = new Float64Array(CAPACITY_MIN)
  readonly #perHour = new Uint16Array(24)
  #head = 0
  #size = 0
  #lastCountry: Country['alpha3'] | null = null

  get size(): number {
    return this.#size
  }

  /** The newest one, or null. */
  get last(): { readonly at: number; readonly country: Country['alpha3'] | null } | null {
    return this.#size === 0 ? null : { at: this.#timeAt(this.#size - 1), country: this.#lastCountry }
  }

  /**
   * Purchases come in the order of their times, or nearly: one that its company was asked about is approved after others that
   * began later, and takes its place before them.
   */
  add({ at, amount, mcc, country }: HistoryPurchase): void {
    const time = at.getTime()
    const position = this.#countUntil(time)
    if (this.#size === HISTORY_PURCHASES_MAX) {
      if (position === 0) return
      this.#dropOldest()
      this.#insert(position - 1, time, Number(amount), mcc)
    } else {
      if (this.#size === this.#times.length) this.#grow()
      this.#insert(position, time, Number(amount), mcc)
    }
    if (this.#timeAt(this.#size - 1) === time) this.#lastCountry = country
  }

  /** Forgets what is 90 days old. */
  evict(now: Date): void {
    const until = now.getTime() - HISTORY_MS
    while (this.#size > 0 && this.#timeAt(0) <= until) this.#dropOldest()
  }

  /** Purchases after that instant. */
  countSince(time: number): number {
    return this.#size - this.#countUntil(time)
  }

  hasMcc(mcc: string): boolean {
    return this.#mccs.includes(Number(mcc))
  }

  /** Purchases in that hour of the day (0 to 23, UTC). */
  inHour(hour: number): number {
    return this.#perHour[hour] ?? 0
  }

  /** Whether an amount is above the 95th percentile, nearest rank: the smallest amount that 95 % of all do not exceed. */
  isAbovePercentile95(amount: bigint): boolean {
    const rank = Math.ceil((95 * this.#size) / 100)
    return rank > 0 && Number(amount) > (this.#ascending[rank - 1] ?? 0)
  }

  /** The number of purchases at or before that instant, which is the place of the first one after it. */
  #countUntil(time: number): number {
    let [low, high] = [0, this.#size]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#timeAt(middle) <= time) low = middle + 1
      else high = middle
    }
    return low
  }

  #timeAt(position: number): number {
    return this.#times[this.#slot(position)] ?? 0
  }

  /** Capacities are powers of two. */
  #slot(position: number): number {
    return (this.#head + position) & (this.#times.length - 1)
  }

  #insert(position: number, time: number, amount: number, mcc: string | null): void {
    for (let later = this.#size; later > position; later -= 1) this.#move(later - 1, later)
    const slot = this.#slot(position)
    this.#times[slot] = time
    this.#amounts[slot] = amount
    this.#mccs[slot] = mcc === null ? NO_MCC : Number(mcc)
    const place = this.#place(amount)
    this.#ascending.copyWithin(place + 1, place, this.#size)
    this.#ascending[place] = amount
    this.#perHour[hourOf(time)] = this.inHour(hourOf(time)) + 1
    this.#size += 1
  }

  #move(from: number, to: number): void {
    const [source, target] = [this.#slot(from), this.#slot(to)]
    this.#times[target] = this.#times[source] ?? 0
    this.#amounts[target] = this.#amounts[source] ?? 0
    this.#mccs[target] = this.#mccs[source] ?? NO_MCC
  }

  #dropOldest(): void {
    const place = this.#place(this.#amounts[this.#head] ?? 0)
    this.#ascending.copyWithin(place, place + 1, this.#size)
    const hour = hourOf(this.#timeAt(0))
    this.#perHour[hour] = this.inHour(hour) - 1
    this.#mccs[this.#head] = NO_MCC
    this.#head = this.#slot(1)
    this.#size -= 1
  }

  /** Of the first amount, in ascending order, that is not smaller. */
  #place(amount: number): number {
    let [low, high] = [0, this.#size]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#ascending[middle] ?? 0) < amount) low = middle + 1
      else high = middle
    }
    return low
  }

  #grow(): void {
    const capacity = this.#times.length * 2
    this.#times = unrolled(this.#times, this.#head, new Float64Array(capacity))
    this.#amounts = unrolled(this.#amounts, this.#head, new Float64Array(capacity))
    this.#mccs = unrolled(this.#mccs, this.#head, new Uint16Array(capacity).fill(NO_MCC))
    this.#ascending = unrolled(this.#ascending, 0, new Float64Array(capacity))
    this.#head = 0
  }
}

function hourOf(time: number): number {
  return Math.floor(time / MS_PER_HOUR) % 24
}

/** A full ring, its oldest entry first, at the beginning of a larger one. */
function unrolled<A extends Float64Array | Uint16Array>(ring: A, head: number, larger: A): A {
  larger.set(ring.subarray(head))
  larger.set(ring.subarray(0, head), ring.length - head)
  return larger
}
