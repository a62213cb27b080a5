import { isNearlyLate } from './answer.ts'
import type { EngineDeps } from './engine.ts'
import type { KnownCard } from './memory.ts'
import { cardKey, type KnownCompany, type Memory } from './memory.ts'
import { Plan } from './plan.ts'
import { NO_PRECEDENT } from './precedents.ts'
import type { Purchase } from './purchase.ts'
import { forget } from './remember.ts'

/** Purchases that are decided and committed together at most. */
export const BATCH_MAX = 256

/**
 * The batch that is decided while the one before it is being written, purchase by purchase as they come, over what that one will
 * make true. It may be sent only when that one was committed: versions alone would not tell, for what somebody else did instead
 * may have given a card the very version that was expected of it.
 */
export class BatchAhead {
  readonly purchases: Purchase[] = []
  readonly plan: Plan
  readonly #memory: Memory
  readonly #cards = new Map<string, KnownCard>()
  #isBroken = false

  private constructor({ memory, operator, clock }: EngineDeps, companyId: string, company: KnownCompany) {
    this.#memory = memory
    this.plan = new Plan({ companyId, ...company, cards: this.#cards }, operator, clock.now())
  }

  /** Null: the company is not remembered. */
  static open(deps: EngineDeps, companyId: string): BatchAhead | null {
    const company = deps.memory.companies.get(companyId)
    return company === undefined ? null : new BatchAhead(deps, companyId, company)
  }

  /** False: there is no room, or its card is not remembered. */
  add(purchase: Purchase): boolean {
    const { companyId, cardId } = purchase.m
    const card = this.#cards.get(cardId) ?? this.#memory.cards.get(cardKey(companyId, cardId))
    if (card === undefined || this.purchases.length >= BATCH_MAX) return false
    this.#cards.set(cardId, card)
    this.purchases.push(purchase)
    try {
      this.plan.add(purchase, NO_PRECEDENT)
    } catch {
      this.#isBroken = true // decided again, it fails where that is dealt with
    }
    return true
  }

  /** What was decided may be sent: nobody has been answered otherwise meanwhile. */
  get isTrue(): boolean {
    return !this.#isBroken && this.purchases.every((one) => one.given === null && !isNearlyLate(one))
  }

  /** It is not sent. */
  discard(): void {
    forget(this.#memory, this.plan)
  }
}
