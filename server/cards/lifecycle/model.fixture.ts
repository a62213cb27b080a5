/**
 * A bookkeeper who knows nothing of the code: plain arithmetic over messages, in cents. It says what every balance of one company
 * must be after them. Rates: 2 % and 0.5 % (operator) of foreign currency; 1 dollar and 1 % at ATMs.
 */
export interface Message {
  readonly kind:
    | 'authorized'
    | 'approved'
    | 'declined'
    | 'cancelled'
    | 'incremental'
    | 'clearing'
    | 'reversal'
    | 'refund'
    | 'visa_direct'
  readonly id: string
  readonly card: string
  readonly ref: string | null
  readonly original: string | null
  readonly rrn: string | null
  /** Null: a reversal of all. */
  readonly cents: number | null
  readonly final: boolean
  readonly currency: 'USD' | 'EUR'
  readonly channel: 'ECOMMERCE' | 'ATM'
}

interface Card {
  readonly method: 'TOP_UP' | 'WEBHOOK' | 'NONE'
  status: 'ACTIVE' | 'FROZEN' | 'DELETED'
  balance: number
}

interface Purchase {
  readonly card: string
  readonly ref: string | null
  readonly rrn: string | null
  readonly currency: string
  readonly channel: string
  readonly day: string
  /** What it was asked for; zero: it was never asked. */
  readonly attempted: number
  open: boolean
  /** Approvals, and of them what reversals and time gave back. */
  approved: number
  released: number
  forced: boolean
  held: number
  settled: number
  refunded: number
  expires: number
}

const DAY_MS = 86_400_000

export class Model {
  readonly cards = new Map<string, Card>()
  readonly #purchases: Purchase[] = []
  readonly #purchaseOf = new Map<string, { card: string; purchase: Purchase | null }>()
  readonly #kept: { card: string; ref: string; until: number }[] = []
  readonly #holding: number
  #credits = 0
  alerts = 0

  constructor(holding: number) {
    this.#holding = holding
  }

  /** @returns the code that the network must hear */
  apply(message: Message, now: Date): string {
    const { kind, card } = message
    if (kind === 'visa_direct') return this.#push(card, message.cents ?? 0)
    if (kind === 'authorized') return this.#authorize(message, now)
    const { purchase: found, mismatch } = this.#find(message)
    if (mismatch) this.alerts += 1
    const before = found === null ? 0 : this.#onCard(found)
    const { code, purchase = found } = this.#post(message, found, now)
    if (purchase !== null) this.#moveCard(card, this.#onCard(purchase) - before)
    this.#purchaseOf.set(message.id, { card, purchase })
    return code
  }

  expire(now: Date): void {
    for (const purchase of this.#purchases)
      if (purchase.held > 0 && purchase.expires <= now.getTime()) {
        const before = this.#onCard(purchase)
        this.#release(purchase, null)
        this.#moveCard(purchase.card, this.#onCard(purchase) - before)
      }
  }

  delete(card: string): void {
    const known = this.#card(card)
    known.status = 'DELETED'
    known.balance = 0
  }

  totals() {
    const sum = (of: (purchase: Purchase) => number) =>
      this.#purchases.reduce((total, purchase) => total + of(purchase), 0)
    const net = (purchase: Purchase) => purchase.settled - purchase.refunded
    const fees = sum((purchase) => total(kept(purchase)))
    return {
      holding: this.#holding + this.#credits - sum(net) - fees,
      available: this.#holding + this.#credits - sum(net) - fees - sum((p) => p.held + total(pending(p))),
      owed: sum(net) - this.#credits,
      fees: sum((purchase) => client(kept(purchase))),
      pendingFees: sum((purchase) => client(pending(purchase))),
      operatorFees: sum((purchase) => total(kept(purchase)) - client(kept(purchase))),
    }
  }

  /** What a card has spent by `day`, in its month up to then, and what it has open. */
  ofCard(card: string, day: string) {
    const own = this.#purchases.filter((purchase) => purchase.card === card)
    const spent = (counts: (purchase: Purchase) => boolean) =>
      own.filter(counts).reduce((sum, purchase) => sum + counted(purchase), 0)
    return {
      balance: this.#card(card).balance,
      held: own.reduce((sum, { held }) => sum + held, 0),
      today: spent((purchase) => purchase.day === day),
      week: spent((purchase) => monday(purchase.day) === monday(day)),
      month: spent((purchase) => purchase.day.slice(0, 7) === day.slice(0, 7)),
    }
  }

  #post(message: Message, found: Purchase | null, now: Date): { code: string; purchase?: Purchase | null } {
    const cents = message.cents ?? 0
    switch (message.kind) {
      case 'approved':
        if (found !== null) {
          if (found.forced && found.approved === 0) found.approved = cents
          return { code: '00' }
        }
        return { code: '00', purchase: this.#open(message, cents, now) }
      case 'clearing': {
        const purchase = found ?? this.#open(message, 0, now)
        purchase.forced ||= !purchase.open
        purchase.settled += cents
        purchase.held = message.final ? 0 : Math.max(0, purchase.held - cents)
        if (message.final) purchase.open = false
        return { code: '00', purchase }
      }
      case 'refund':
        if (found === null) this.#credit(message.card, cents)
        else found.refunded += cents
        return { code: '00' }
      case 'incremental':
        if (found === null || !found.open) return { code: '25' }
        return { code: this.#increment(found, cents, now) }
      case 'declined':
        if (found !== null) this.#release(found, null)
        else this.#keep(message, now)
        return { code: '00' }
      case 'reversal':
      case 'cancelled': {
        if (found !== null) this.#release(found, message.kind === 'reversal' ? message.cents : null)
        else this.#keep(message, now)
        return { code: found === null && message.kind === 'reversal' ? '25' : '00' }
      }
      case 'authorized':
      case 'visa_direct':
        throw new Error(`${message.kind} is posted elsewhere`)
    }
  }

  #open(message: Message, cents: number, now: Date): Purchase {
    const { card, ref, rrn, currency, channel, kind } = message
    const held = this.#isReversed(message, now) ? 0 : cents
    const day = now.toISOString().slice(0, 10)
    const days = channel === 'ECOMMERCE' ? 10 : 5
    const purchase = {
      ...{ card, ref, rrn, currency, channel, day, held },
      attempted: kind === 'authorized' ? cents : 0,
      open: held > 0,
      approved: cents,
      released: cents - held,
      forced: false,
      settled: 0,
      refunded: 0,
      expires: now.getTime() + days * DAY_MS,
    }
    this.#purchases.push(purchase)
    return purchase
  }

  #isReversed({ card, ref }: Message, now: Date): boolean {
    return this.#kept.some((one) => one.card === card && one.ref === ref && one.until > now.getTime())
  }

  /** Asked of us: it is found by its reference alone. */
  #authorize(message: Message, now: Date): string {
    const { card, ref, currency } = message
    const cents = message.cents ?? 0
    const found = this.#purchases.find((purchase) => purchase.card === card && purchase.ref === ref)
    this.#purchaseOf.set(message.id, { card, purchase: null })
    const isTakenBack = found !== undefined && found.approved > 0 && found.released >= found.approved
    const isForcePost = found?.forced && found.approved === 0
    const isSame = found !== undefined && !isTakenBack && found.currency === currency && isAsked(found, cents)
    if (isForcePost || isSame) {
      if (isForcePost) found.approved = cents
      this.#purchaseOf.set(message.id, { card, purchase: found })
      return '00'
    }
    if (isTakenBack || this.#isReversed(message, now)) return '91'
    if (found !== undefined) return '96'
    const refused = this.#refusal(card, cents + total(feesOn(cents, message)))
    if (refused !== null) return refused
    if (this.#card(card).method === 'WEBHOOK') return '05' // its company has no webhook
    const purchase = this.#open(message, cents, now)
    this.#moveCard(card, this.#onCard(purchase))
    this.#purchaseOf.set(message.id, { card, purchase })
    return '00'
  }

  #refusal(cardId: string, wanted: number): string | null {
    const card = this.#card(cardId)
    if (card.status === 'FROZEN') return '62'
    if (card.status === 'DELETED') return '14'
    if (card.method === 'TOP_UP' && card.balance < wanted) return '51'
    return this.totals().available < wanted ? '51' : null
  }

  #increment(purchase: Purchase, cents: number, now: Date): string {
    const more = { ...purchase, held: purchase.held + cents }
    const refused = this.#refusal(purchase.card, cents + total(pending(more)) - total(pending(purchase)))
    if (refused !== null) return refused
    purchase.held = more.held
    purchase.approved += cents
    purchase.expires = now.getTime() + (purchase.channel === 'ECOMMERCE' ? 10 : 5) * DAY_MS
    return '00'
  }

  #release(purchase: Purchase, cents: number | null): void {
    if (purchase.held === 0) return
    const released = Math.min(cents ?? purchase.held, purchase.held)
    purchase.released += released
    purchase.held -= released
    if (purchase.held === 0) purchase.open = false
  }

  #keep({ card, ref }: Message, now: Date): void {
    if (ref !== null) this.#kept.push({ card, ref, until: now.getTime() + 30 * DAY_MS })
  }

  #push(card: string, cents: number): string {
    if (this.#card(card).status === 'DELETED') return '14'
    this.#credit(card, cents)
    return '00'
  }

  #credit(card: string, cents: number): void {
    this.#credits += cents
    this.#moveCard(card, cents)
  }

  #find({ card, ref, original, rrn }: Message): { purchase: Purchase | null; mismatch: boolean } {
    const own = this.#purchases.filter((purchase) => purchase.card === card)
    const byRef = ref === null ? undefined : own.find((purchase) => purchase.ref === ref)
    if (byRef !== undefined) return { purchase: byRef, mismatch: false }
    const earlier = original === null ? undefined : this.#purchaseOf.get(original)
    if (earlier?.card === card && earlier.purchase !== null)
      return { purchase: earlier.purchase, mismatch: false }
    const isForeign = ref !== null && this.#purchases.some((purchase) => purchase.ref === ref)
    if (isForeign || (earlier?.purchase != null && earlier.card !== card))
      return { purchase: null, mismatch: true }
    const byRrn = own.filter(
      (purchase) => rrn !== null && purchase.rrn === rrn && (ref === null || purchase.ref === null),
    )
    return { purchase: byRrn.at(-1) ?? null, mismatch: false }
  }

  /** What a purchase takes from what its card may spend. */
  #onCard(purchase: Purchase): number {
    return -(
      purchase.held +
      total(pending(purchase)) +
      purchase.settled +
      total(kept(purchase)) -
      purchase.refunded
    )
  }

  #moveCard(card: string, cents: number): void {
    const known = this.#card(card)
    if (known.method === 'TOP_UP' && known.status !== 'DELETED') known.balance += cents
  }

  #card(id: string): Card {
    const card = this.cards.get(id)
    if (card === undefined) throw new Error(`no card ${id}`)
    return card
  }
}

/** The very same, or no more than what was approved without asking. */
function isAsked({ attempted, approved }: Purchase, cents: number): boolean {
  return attempted === 0 ? cents <= approved : cents === attempted
}

/** Client's fx, operator's fx, client's at ATMs. */
type Fees = readonly [number, number, number]

function feesOn(cents: number, { currency, channel }: Pick<Purchase, 'currency' | 'channel'>): Fees {
  if (cents === 0) return [0, 0, 0]
  const isFx = currency !== 'USD'
  return [
    isFx ? rounded(cents * 2, 100) : 0,
    isFx ? rounded(cents * 5, 1_000) : 0,
    channel === 'ATM' ? 100 + rounded(cents, 100) : 0,
  ]
}

/** Charged on what is settled and not given back. */
function kept(purchase: Purchase): Fees {
  const { settled, refunded } = purchase
  const left = feesOn(settled, purchase).map((fee) =>
    refunded >= settled ? 0 : fee - rounded(fee * refunded, settled),
  )
  return [left[0] ?? 0, left[1] ?? 0, left[2] ?? 0]
}

/** Held with the hold: what the held amount adds. */
function pending(purchase: Purchase): Fees {
  const all = feesOn(purchase.settled + purchase.held, purchase)
  const settled = feesOn(purchase.settled, purchase)
  return [all[0] - settled[0], all[1] - settled[1], all[2] - settled[2]]
}

function counted(purchase: Purchase): number {
  const { held, settled, refunded } = purchase
  const charged = total(feesOn(settled + held, purchase)) - total(feesOn(settled, purchase))
  return Math.max(0, held + settled + charged + total(kept(purchase)) - refunded)
}

function client([fx, , atm]: Fees): number {
  return fx + atm
}

function total([fx, operator, atm]: Fees): number {
  return fx + operator + atm
}

/** Half up; neither is negative. */
function rounded(numerator: number, denominator: number): number {
  return Math.floor((2 * numerator + denominator) / (2 * denominator))
}

function monday(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  return date.toISOString().slice(0, 10)
}
