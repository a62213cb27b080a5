import type { Room } from './claim.ts'

export interface Limits {
  /** Requests of one company at once. */
  readonly perCompany: number
  /** Requests of this node at once. */
  readonly inAll: number
}

export const LIMITS: Limits = { perCompany: 64, inAll: 1_024 }

/** The part of the free places that one company may hold: the fewer are free, the less each slow company gets. */
const SHARE_OF_FREE = 8

/**
 * Who has how many requests under way. A company may hold at most an eighth of what is still free, so slow endpoints, however many,
 * leave places for the others.
 */
export class InFlight {
  readonly #limits: Limits
  readonly #counts = new Map<string, number>()
  #total = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  get total(): number {
    return this.#total
  }

  get isFull(): boolean {
    return this.#total >= this.#limits.inAll
  }

  add(companyId: string): void {
    this.#counts.set(companyId, (this.#counts.get(companyId) ?? 0) + 1)
    this.#total += 1
  }

  remove(companyId: string): void {
    const count = (this.#counts.get(companyId) ?? 0) - 1
    if (count > 0) this.#counts.set(companyId, count)
    else this.#counts.delete(companyId)
    this.#total -= 1
  }

  /** Companies that hold their share already. */
  saturated(): string[] {
    const share = this.#share(this.#limits.inAll - this.#total)
    return [...this.#counts].flatMap(([companyId, count]) => (count >= share ? [companyId] : []))
  }

  /** Divides the free places among companies with work, in turn. */
  roomsFor(companyIds: readonly string[]): Room[] {
    let free = this.#limits.inAll - this.#total
    const rooms: Room[] = []
    for (const companyId of companyIds) {
      const places = Math.min(free, this.#share(free) - (this.#counts.get(companyId) ?? 0))
      if (places <= 0) continue
      rooms.push({ companyId, places })
      free -= places
    }
    return rooms
  }

  #share(free: number): number {
    return Math.max(1, Math.min(this.#limits.perCompany, Math.floor(free / SHARE_OF_FREE)))
  }
}
