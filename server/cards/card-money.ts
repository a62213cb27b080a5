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

/** Takes a hold. It has no expiry in the ledger: a card purchase expires by its own row, with everything that belongs to it. */
export function holdParts(key: HoldKey, parts: Parts): NewTransfer[] {
  return present(parts).map((part) => ({
    type: 'HOLD',
    id: holdId(key, part),
    ...sides(key, part),
    amount: parts[part],
    expiresAt: null,
    reason: 'card_hold',
    subjectId: key.transactionId,
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
 * Settles: from the hold where a part of it is open (`open`), else directly. The network has settled, so it is booked whatever
 * is there: an account may go below zero.
 */
export function settleParts(key: HoldKey, eventId: string, parts: Parts, open: Parts): NewTransfer[] {
  return present(parts).map((part) => {
    const common = {
      id: derivedId('card clearing', eventId, part),
      amount: parts[part],
      reason: 'card_clearing',
      subjectId: key.transactionId,
      overdraw: true as const,
    }
    return open[part] > 0n
      ? { ...common, type: 'CAPTURE', holdId: holdId(key, part) }
      : { ...common, type: 'POST', ...sides(key, part) }
  })
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

/** Every account that these moves may touch, for `lockAccounts`. */
export function purchaseAccounts(companyId: string, cardId: string): AccountRef[] {
  const key = { companyId, cardId, transactionId: '', generation: 0 }
  return PARTS.flatMap((part) => Object.values(sides(key, part)))
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
