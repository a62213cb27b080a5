import type { HistoryPurchase } from '../controls/history.ts'
import type { CardState } from './card-state.ts'
import type { KnownCard } from './memory.ts'

/** A card while the purchases of a batch are decided one after the other. */
export class WorkingCard {
  readonly known: KnownCard
  state: CardState
  /** What it may spend; null: no balance of its own. */
  available: bigint | null
  #approved: HistoryPurchase[] = []
  #isHistoryAhead = false

  constructor(known: KnownCard) {
    this.known = known
    this.state = known.state
    const { balance } = known
    this.available = balance === null ? null : balance.credits - balance.debits - balance.debitsHeld
  }

  /** The history holds purchases of this batch: if it is not committed, the card must be forgotten. */
  get isHistoryAhead(): boolean {
    return this.#isHistoryAhead
  }

  /** With what this batch has approved so far. */
  history() {
    if (this.#approved.length > 0) this.#isHistoryAhead = true
    return this.historyWithAll()
  }

  approve(purchase: HistoryPurchase): void {
    this.#approved.push(purchase)
  }

  historyWithAll() {
    for (const purchase of this.#approved) this.known.history.add(purchase)
    this.#approved = []
    return this.known.history
  }
}
