import { type Journal, openJournal } from '../journal.ts'

/** What the processor knows of a purchase. Money: US cents and minor units. */
export interface Purchase {
  readonly cardId: string
  /** Null: its messages have none. */
  readonly transactionRef: string | null
  readonly rrn: string | null
  /** Of the message that began it; null: not known here. */
  readonly networkId: string | null
  /** The platform's; null when it named none. */
  readonly transactionId: string | null
  /** AWAITED: its first message is on its way. CLOSED: nothing is held any more. */
  readonly state: 'AWAITED' | 'OPEN' | 'CLOSED' | 'DECLINED'
  /** When its first message was sent: an instant as ISO text. */
  readonly begunAt: string
  readonly currency: string
  readonly authorized: Amounts
  readonly released: Amounts
  readonly cleared: Amounts
  readonly refunded: Amounts
  /** How many clearings it had. */
  readonly pieces: number
  /** What its later messages repeat: channel, merchant and so on. */
  readonly circumstances: Readonly<Record<string, unknown>>
  /** The newest messages that are counted in already: a repeated one counts once. */
  readonly counted: readonly string[]
}

export interface Amounts {
  readonly bill: number
  readonly original: number
}

export const NOTHING: Amounts = { bill: 0, original: 0 }
/** Of all cards together. */
const PURCHASES_MAX = 20_000

/** The purchases that the processor remembers from its own messages and their answers; each has a reference. */
export interface Purchases {
  /** Of this card, the newest first. */
  ofCard(cardId: string): Purchase[]
  find(cardId: string, transactionRef: string): Purchase | undefined
  keep(purchase: Purchase): void
}

/** @param file null: they are forgotten at the end. */
export function openPurchases(file: string | null): Purchases {
  const journal: Journal<Purchase> = openJournal(file, PURCHASES_MAX)
  const key = (cardId: string, transactionRef: string | null) => `${cardId}/${transactionRef}`
  return {
    ofCard: (cardId) => [...journal.values()].filter((purchase) => purchase.cardId === cardId).reverse(),
    find: (cardId, transactionRef) => journal.get(key(cardId, transactionRef)),
    keep: (purchase) => journal.set(key(purchase.cardId, purchase.transactionRef), purchase),
  }
}

/** What is still held for it. */
export function openOf({ authorized, released, cleared }: Purchase): Amounts {
  return minus(minus(authorized, released), cleared)
}

export function plus(a: Amounts, b: Amounts): Amounts {
  return { bill: a.bill + b.bill, original: a.original + b.original }
}

/** Never below zero. */
export function minus(a: Amounts, b: Amounts): Amounts {
  return { bill: Math.max(0, a.bill - b.bill), original: Math.max(0, a.original - b.original) }
}
