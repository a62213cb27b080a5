import type { RememberedAccount } from '../../ledger/remembered.ts'
import type { CardHistory } from '../controls/history.ts'
import type { CardProgram } from '../program.ts'
import type { CardState } from './card-state.ts'

/** What is remembered of a card. */
export interface KnownCard {
  readonly state: CardState
  /** Changed in place: whoever adds a purchase that is then not committed forgets the card. */
  readonly history: CardHistory
  /** Null: not TOP_UP. */
  readonly balance: RememberedAccount | null
}

/** What is remembered of a company. */
export interface KnownCompany {
  readonly program: CardProgram
  /** By id: those of the program that purchases move on. */
  readonly accounts: ReadonlyMap<string, RememberedAccount>
}

const COMPANIES_MAX = 5_000
/** Some 300 MB: a card weighs as much as 60 purchases of its history. */
const CARDS_WEIGHT_MAX = 8_000_000
const CARD_WEIGHT = 60

/**
 * What decisions were last made over, in this process. Only a guess: the statement that writes a decision checks it. Bounded: what
 * was longest not used is forgotten, and read again when it is needed.
 */
export interface Memory {
  readonly companies: BoundedMap<KnownCompany>
  /** By company and card: `cardKey`. */
  readonly cards: BoundedMap<KnownCard>
}

export function createMemory(): Memory {
  return {
    companies: new BoundedMap(COMPANIES_MAX, () => 1),
    cards: new BoundedMap(CARDS_WEIGHT_MAX, ({ history }) => CARD_WEIGHT + history.size),
  }
}

export function cardKey(companyId: string, cardId: string): string {
  return companyId + cardId
}

/** Keeps what was used last, up to a weight. What is changed in place is set again. */
export class BoundedMap<V> {
  /** In the order of their last use. */
  readonly #entries = new Map<string, { readonly value: V; readonly weight: number }>()
  readonly #weightMax: number
  readonly #weigh: (value: V) => number
  #weight = 0

  constructor(weightMax: number, weigh: (value: V) => number) {
    this.#weightMax = weightMax
    this.#weigh = weigh
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: string): V | undefined {
    return this.#entries.get(key)?.value
  }

  set(key: string, value: V): void {
    this.delete(key)
    const weight = this.#weigh(value)
    this.#entries.set(key, { value, weight })
    this.#weight += weight
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.#weightMax) return
      this.delete(oldest)
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#weight -= entry.weight
  }
}
