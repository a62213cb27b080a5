import { type Decimal, readDecimal, roundDown, roundHalfUp, times } from '../kernel/money.ts'

/** Every fiat of a ramp is counted in hundredths. */
export const FIAT_DECIMALS = 2
/** What a token's amount is rounded to, whatever scale it has. */
export const CRYPTO_DECIMALS = 6

const PERCENT: Decimal = { digits: 1n, scale: 2 }

export interface OnQuote {
  /** Cents of the source fiat. */
  readonly fee: bigint
  /** Millionths of the token. */
  readonly final: bigint
}

/**
 * final = (amount − fee) × rate. Nothing is rounded but the money at the end: down to a millionth, the fee half-up to cents.
 * `amount`: cents.
 */
export function quoteOn(amount: bigint, rate: Decimal, feePercent: Decimal): OnQuote {
  const fee = feeOf(amount, feePercent)
  const net = { digits: amount - fee, scale: FIAT_DECIMALS }
  return { fee, final: roundDown(times(net, rate), CRYPTO_DECIMALS) }
}

/** Half-up to cents. `amount`: cents. */
export function feeOf(amount: bigint, feePercent: Decimal): bigint {
  return roundHalfUp(percentOf({ digits: amount, scale: FIAT_DECIMALS }, feePercent), FIAT_DECIMALS)
}

/** All in cents of the destination fiat. */
export interface OffQuote {
  readonly converted: bigint
  readonly fee: bigint
  readonly final: bigint
}

/** converted = amount × rate, final = converted − fee; the fee is of what was not rounded yet. */
export function quoteOff(amount: Decimal, rate: Decimal, feePercent: Decimal): OffQuote {
  const exact = times(amount, rate)
  const fee = roundHalfUp(percentOf(exact, feePercent), FIAT_DECIMALS)
  // The fee is whole cents: what is left of a cent is the same before and after it.
  const converted = roundDown(exact, FIAT_DECIMALS)
  return { converted, fee, final: converted - fee }
}

/** What the partner withholds for us of an off-ramp: the same percentage of the tokens, half-up to a millionth. */
export function sourceFeeOf(amount: Decimal, feePercent: Decimal): bigint {
  return roundHalfUp(percentOf(amount, feePercent), CRYPTO_DECIMALS)
}

function percentOf(amount: Decimal, percent: Decimal): Decimal {
  return times(times(amount, percent), PERCENT)
}

/** Text of our own rows and settings, which was checked when it was written. */
export function exactly(text: string): Decimal {
  const read = readDecimal(text)
  if (read.kind !== 'decimal') throw new Error(`Not a decimal number: ${text}`)
  return read.value
}
