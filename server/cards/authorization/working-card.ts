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

  constructor(known: KnownCard) {
    this.known = known
    this.state = known.state
    const { balance } = known
    this.available = balance === null ? null : balance.credits - balance.debits - balance.debitsHeld
  }

  approve(purchase: HistoryPurchase): void {
    this.#approved.push(purchase)
  }

  /** With what this batch has approved so far. If it is not committed, the card must be forgotten. */
  history() {
    for (const purchase of this.#approved) this.known.history.add(purchase)
    this.#approved = []
    return this.known.history
  }
}
