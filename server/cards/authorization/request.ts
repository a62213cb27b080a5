import { MICRO_PER_CENT } from '../card-accounts.ts'
import { allFees, type FeeRates, type Fees, feesOn, ratesFor } from '../fees.ts'
import type { CardMessage, Channel } from '../message.ts'

/** What a purchase asks for, and what the message says about who asks. */
export interface Request {
  readonly numberIsCurrent: boolean
  /** Of the number that the card was named by; null: it was named by its id. */
  readonly last4: string | null
  readonly expiryMatches: boolean | null
  readonly cvvResult: CardMessage['cvvResult']
  readonly isPinWrong: boolean
  /** The cryptogram or 3DS. */
  readonly isUnverified: boolean
  readonly channel: Channel
  readonly mcc: string | null
  /** Of the merchant, alpha-3. */
  readonly country: string | null
  readonly charge: Charge
}

/** Micro-dollars, but for `original`: minor units of `currency`. */
export interface Charge {
  readonly bill: bigint
  readonly original: bigint
  readonly currency: string
  readonly rates: FeeRates
  readonly fees: Fees
  /** Bill amount and fees: what every check compares. */
  readonly total: bigint
}

export function readRequest(m: CardMessage, companyRates: FeeRates): Request {
  const { message } = m
  return {
    numberIsCurrent: m.numberIsCurrent,
    last4: message.card.pan?.reveal().slice(-4) ?? null,
    expiryMatches: m.expiryMatches,
    cvvResult: m.cvvResult,
    isPinWrong: message.pinResult === 'mismatch',
    isUnverified: message.cryptogramResult === 'invalid' || message.threeDs?.status === 'failed',
    channel: message.channel,
    mcc: message.mcc,
    country: message.country?.alpha3 ?? null,
    charge: readCharge(m, companyRates),
  }
}

/** An account check of zero costs nothing. */
function readCharge({ message }: CardMessage, companyRates: FeeRates): Charge {
  const bill = message.billing ?? 0n
  const currency = message.original?.currency.code ?? 'USD'
  const rates = ratesFor(companyRates, { currency, channel: message.channel })
  const fees = feesOn(bill, rates)
  return {
    bill,
    original: message.original?.value ?? bill / MICRO_PER_CENT,
    currency,
    rates,
    fees,
    total: bill + allFees(fees),
  }
}
