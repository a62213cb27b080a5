import { derivedId } from '../kernel/ids.ts'
import type { AccountRef, NewTransfer } from '../ledger/types.ts'
import { cardBalance, programAccount } from './card-accounts.ts'

/** A purchase's money by the accounts that it touches, micro-dollars, none negative. */
export interface Parts {
  /** Bill amount without fees: holding → network. */
  readonly bill: bigint
  /** holding → the company's fees. */
  readonly clientFees: bigint
  /** holding → the operator's fees. */
  readonly providerFees: bigint
  /** The card's own side (TOP_UP, not deleted): bill and fees together, or zero. */
  readonly card: bigint
}

export const NO_PARTS: Parts = { bill: 0n, clientFees: 0n, providerFees: 0n, card: 0n }

/** The hold of a purchase. Its ledger ids follow from these; a new generation replaces the whole hold. */
export interface HoldKey {
  readonly companyId: string
  readonly cardId: string
  readonly transactionId: string
  readonly generation: number
}

const PARTS = ['bill', 'clientFees', 'providerFees', 'card'] as const
type Part = (typeof PARTS)[number]

/**
 * Takes a hold. It has no expiry in the ledger: a card purchase expires by its own row, with everything that belongs to it.
 * `overdraw`: the network has approved it, so it is held whatever is there.
 */
export function holdParts(key: HoldKey, parts: Parts, options: { overdraw?: true } = {}): NewTransfer[] {
  return present(parts).map((part) => ({
    type: 'HOLD',
    id: holdId(key, part),
    ...sides(key, part),
    amount: parts[part],
    expiresAt: null,
    reason: 'card_hold',
    subjectId: key.transactionId,
    ...options,
  }))
}

/** Gives back from the hold. `eventId`: the event that it happens by; a repetition has the same ids. */
export function releaseParts(key: HoldKey, eventId: string, parts: Parts): NewTransfer[] {
  return present(parts).map((part) => ({
    type: 'RELEASE',
    id: derivedId('card release', eventId, part, String(key.generation)),
    holdId: holdId(key, part),
    amount: parts[part],
    reason: 'card_release',
    subjectId: key.transactionId,
  }))
}

/**
 * Settles what the hold has for it (`captured`), and the rest directly (`direct`). The network has settled, so it is booked
 * whatever is there: an account may go below zero.
 */
export function settleParts(
  key: HoldKey,
  eventId: string,
  { captured, direct }: { readonly captured: Parts; readonly direct: Parts },
): NewTransfer[] {
  const common = (part: Part, how: string, from: Parts) => ({
    id: derivedId('card clearing', eventId, part, how),
    amount: from[part],
    reason: 'card_clearing',
    subjectId: key.transactionId,
    overdraw: true as const,
  })
  return [
    ...present(captured).map((part) => ({
      ...common(part, 'captured', captured),
      type: 'CAPTURE' as const,
      holdId: holdId(key, part),
    })),
    ...present(direct).map((part) => ({
      ...common(part, 'direct', direct),
      type: 'POST' as const,
      ...sides(key, part),
    })),
  ]
}

/** The way back: a refund, a push credit. */
export function creditParts(
  key: Omit<HoldKey, 'generation'>,
  eventId: string,
  parts: Parts,
  reason: 'card_refund' | 'card_visa_direct',
): NewTransfer[] {
  return present(parts).map((part) => {
    const { debit, credit } = sides(key, part)
    return {
      type: 'POST',
      id: derivedId(reason, eventId, part),
      debit: credit,
      credit: debit,
      amount: parts[part],
      reason,
      subjectId: key.transactionId,
      overdraw: true,
    }
  })
}

export function subtractParts(a: Parts, b: Parts): Parts {
  return mapParts((part) => a[part] - b[part])
}

/** The smaller of both, part by part. */
export function commonParts(a: Parts, b: Parts): Parts {
  return mapParts((part) => smaller(a[part], b[part]))
}

/** Every account that these moves may touch, for `lockAccounts`. */
export function purchaseAccounts(
  companyId: string,
  cardId: string,
  options: { readonly hasBalance: boolean },
): AccountRef[] {
  const key = { companyId, cardId, transactionId: '', generation: 0 }
  const parts = PARTS.filter((part) => part !== 'card' || options.hasBalance)
  return parts.flatMap((part) => Object.values(sides(key, part)))
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

function mapParts(value: (part: Part) => bigint): Parts {
  return {
    bill: value('bill'),
    clientFees: value('clientFees'),
    providerFees: value('providerFees'),
    card: value('card'),
  }
}

function present(parts: Parts): Part[] {
  return PARTS.filter((part) => parts[part] > 0n)
}

function holdId(key: HoldKey, part: Part): string {
  return derivedId('card hold', key.transactionId, part, String(key.generation))
}

function sides(
  { companyId, cardId }: Pick<HoldKey, 'companyId' | 'cardId'>,
  part: Part,
): { readonly debit: AccountRef; readonly credit: AccountRef } {
  const holding = programAccount('CARD_HOLDING', companyId)
  switch (part) {
    case 'bill':
      return { debit: holding, credit: programAccount('CARD_NETWORK', companyId) }
    case 'clientFees':
      return { debit: holding, credit: programAccount('CARD_FEES', companyId) }
    case 'providerFees':
      return { debit: holding, credit: programAccount('CARD_PROVIDER_FEES', companyId) }
    case 'card':
      return { debit: cardBalance(cardId), credit: programAccount('CARD_ISSUED', companyId) }
  }
}
