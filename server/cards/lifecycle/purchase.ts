import { commonParts, NO_PARTS, type Parts, subtractParts } from '../card-money.ts'
import { type FeeRates, type Fees, NO_FEES, subtractFees } from '../fees.ts'
import { chargedFees, holdOn, keptFees, partsOf } from './purchase-fees.ts'

/** The bill amount without fees in micro-dollars, and the same in the purchase's own currency, minor units. */
export interface Amount {
  readonly bill: bigint
  readonly original: bigint
}

export const NO_AMOUNT: Amount = { bill: 0n, original: 0n }

/**
 * What decides about a purchase's money. Its fees are a function of the sums: those of the hold are what the held amount adds to
 * the settled one; those that stay charged are what is settled less the part that refunds returned. So every piece books a
 * difference, and the order in which pieces arrive does not change where they end.
 */
export interface Purchase {
  /** Waits for clearings. Closed by the final one, a full reversal or expiry; what is settled afterwards is a force-post. */
  readonly isOpen: boolean
  readonly clearings: number
  readonly approved: Amount
  /** By reversals, expiry and cancellation; what a final clearing leaves of the hold is not counted. */
  readonly released: Amount
  readonly settled: Amount
  /** Of what is settled, what no approval covered when it came; in the purchase's own currency. */
  readonly forcedOriginal: bigint
  readonly refunded: Amount
  readonly rates: FeeRates
  readonly generation: number
  /** The open hold. */
  readonly hold: Parts
}

/** What a piece does, for the ledger, the event and the webhook. */
export interface Step {
  readonly purchase: Purchase
  readonly amount: Amount
  /** The difference that the piece books. */
  readonly fees: Fees
  /** On the card's available balance. */
  readonly effect: bigint
  readonly captured: Parts
  readonly direct: Parts
  readonly released: Parts
  readonly credited: Parts
}

/** `hasBalance`: the card has a side of its own (TOP_UP and not deleted); else only the holding wallet moves. */
export interface CardSide {
  readonly hasBalance: boolean
}

export function newPurchase(rates: FeeRates): Purchase {
  return {
    isOpen: false,
    clearings: 0,
    approved: NO_AMOUNT,
    released: NO_AMOUNT,
    settled: NO_AMOUNT,
    forcedOriginal: 0n,
    refunded: NO_AMOUNT,
    rates,
    generation: 0,
    hold: NO_PARTS,
  }
}

/**
 * An approval, or one more: the old hold is released and a new one holds the sum. Both in one batch, so that nobody takes what is
 * free in between.
 */
export function approve(purchase: Purchase, amount: Amount, side: CardSide): Step {
  const held = holdOn(purchase, purchase.hold.bill + amount.bill, side)
  const after: Purchase = {
    ...purchase,
    isOpen: held.bill > 0n, // an account check waits for nothing
    approved: add(purchase.approved, amount),
    generation: purchase.generation + 1,
    hold: held,
  }
  return {
    ...stepTo(after, amount),
    fees: subtractFees(chargedFees(after), chargedFees(purchase)),
    effect: purchase.hold.card - held.card,
    released: purchase.hold,
  }
}

/** An approval that comes after its clearing: it joins the purchase and holds nothing. What was settled is settled over it. */
export function joinApproval(purchase: Purchase, amount: Amount): Purchase {
  return { ...purchase, approved: add(purchase.approved, amount), forcedOriginal: 0n }
}

/** A piece settles, from the hold as far as that goes; the final one releases the rest. Without a hold it is a force-post. */
export function clear(purchase: Purchase, amount: Amount, options: CardSide & { final: boolean }): Step {
  const settled = add(purchase.settled, amount)
  const rest = options.final ? 0n : atLeastZero(purchase.hold.bill - amount.bill)
  const bare: Purchase = {
    ...purchase,
    isOpen: purchase.isOpen && !options.final,
    clearings: purchase.clearings + 1,
    settled,
    forcedOriginal: purchase.forcedOriginal + (purchase.isOpen ? 0n : amount.original),
  }
  const after = { ...bare, hold: holdOn(bare, rest, options) }
  const fees = subtractFees(keptFees(after), keptFees(purchase))
  const wanted = partsOf(amount.bill, fees, options)
  const freed = subtractParts(purchase.hold, after.hold)
  const captured = commonParts(freed, wanted)
  const direct = subtractParts(wanted, captured)
  const released = subtractParts(freed, captured)
  return { ...stepTo(after, amount), fees, effect: released.card - direct.card, captured, direct, released }
}

/** Gives back from the hold, never more than is open; `amount` null: all of it. */
export function release(purchase: Purchase, amount: Amount | null, side: CardSide): Step {
  const open = openAmount(purchase)
  const given =
    amount === null || amount.bill >= open.bill
      ? open
      : { bill: amount.bill, original: smaller(amount.original, open.original) }
  const left = purchase.hold.bill - given.bill
  const bare: Purchase = {
    ...purchase,
    isOpen: purchase.isOpen && left > 0n,
    released: add(purchase.released, given),
  }
  const after = { ...bare, hold: holdOn(bare, left, side) }
  const released = subtractParts(purchase.hold, after.hold)
  const fees = subtractFees(chargedFees(purchase), chargedFees(after))
  return { ...stepTo(after, given), fees, effect: released.card, released }
}

/** The merchant gives back: credited whole, with the fees of the part that it returns. */
export function refund(purchase: Purchase, amount: Amount, side: CardSide): Step {
  const after = { ...purchase, refunded: add(purchase.refunded, amount) }
  const fees = subtractFees(keptFees(purchase), keptFees(after))
  const credited = partsOf(amount.bill, fees, side)
  return { ...stepTo(after, amount), fees, effect: credited.card, credited }
}

/** What a reversal may release. */
export function openAmount({ approved, released, settled, hold }: Purchase): Amount {
  const original = atLeastZero(approved.original - released.original - settled.original)
  return { bill: hold.bill, original: hold.bill > 0n ? original : 0n }
}

function stepTo(purchase: Purchase, amount: Amount): Step {
  return {
    purchase,
    amount,
    fees: NO_FEES,
    effect: 0n,
    captured: NO_PARTS,
    direct: NO_PARTS,
    released: NO_PARTS,
    credited: NO_PARTS,
  }
}

function add(a: Amount, b: Amount): Amount {
  return { bill: a.bill + b.bill, original: a.original + b.original }
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

function atLeastZero(value: bigint): bigint {
  return value > 0n ? value : 0n
}
