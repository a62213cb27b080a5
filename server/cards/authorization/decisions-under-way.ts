import type { Refusal } from '../../kernel/refusal.ts'
import type { PurchaseAnswer } from '../message.ts'
import type { Purchase } from './purchase.ts'

export type Given = PurchaseAnswer | Refusal

export interface DecisionUnderWay {
  readonly purchase: Purchase
  readonly answer: Promise<Given>
}

/** More are decided each on its own: then the database tells that they are the same. */
const DECISIONS_MAX = 50_000

/**
 * What this process is deciding, by the id of its message, so that the same message joins it: from its arrival until its answer is
 * on record, which may be long after the network has it.
 */
export class DecisionsUnderWay {
  readonly #decisions = new Map<string, DecisionUnderWay>()

  find(networkId: string): DecisionUnderWay | undefined {
    return this.#decisions.get(networkId)
  }

  begin(decision: DecisionUnderWay): void {
    const { networkId } = decision.purchase.m.message
    if (this.#decisions.size < DECISIONS_MAX && !this.#decisions.has(networkId))
      this.#decisions.set(networkId, decision)
  }

  end(purchase: Purchase): void {
    const { networkId } = purchase.m.message
    if (this.#decisions.get(networkId)?.purchase === purchase) this.#decisions.delete(networkId)
  }
}
