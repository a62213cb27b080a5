import type { NetworkMessage } from '../message.ts'
import type { NamedCard } from './look-up.ts'

/** Some 30 MB. */
const CARDS_MAX = 200_000

/**
 * Whose card an id names never changes, so it is looked up once. What may change, a card's current number, is never remembered here.
 */
export class KnownCards {
  readonly #companies = new Map<string, string>()

  remember(card: NamedCard): void {
    if (this.#companies.size >= CARDS_MAX) this.#companies.clear()
    this.#companies.set(card.cardId, card.companyId)
  }

  /** The card of an authorization that names it by its id and has nothing to compare with its number. */
  recall({ type, card: { id, pan, expiry, cvv2 } }: NetworkMessage): NamedCard | null {
    if (type !== 'authorization' || id === null || pan !== null || expiry !== null || cvv2 !== null)
      return null
    const companyId = this.#companies.get(id)
    return companyId === undefined ? null : { companyId, cardId: id, numberIsCurrent: true, expiry: null }
  }
}
