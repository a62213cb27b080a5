import { readCurrency } from '../../server/kernel/currencies.ts'
import { unitsToText } from '../../server/kernel/money.ts'

/** `original` minor units of the currency cost `bill` US cents. */
export interface Rate {
  readonly currency: string
  readonly bill: bigint
  readonly original: bigint
}

/** Dollars for a million of each; every other currency is worth a dollar. */
const DOLLARS_PER_MILLION: Readonly<Record<string, bigint>> = {
  USD: 1_000_000n,
  EUR: 1_082_353n,
  GBP: 1_270_000n,
  CHF: 1_120_000n,
  JPY: 6_700n,
  MXN: 54_000n,
  BRL: 180_000n,
  ARS: 1_000n,
  COP: 240n,
}

const RATE_DIGITS = 6
const CENTS_DIGITS = 2

export function rateOf(currency: string): Rate {
  const digits = digitsOf(currency)
  const dollars = DOLLARS_PER_MILLION[currency] ?? 1_000_000n
  return {
    currency,
    bill: dollars * 10n ** BigInt(CENTS_DIGITS),
    original: 1_000_000n * 10n ** BigInt(digits),
  }
}

export interface AmountFields {
  readonly amount: { readonly value: number; readonly currency: string }
  readonly billing: { readonly value: number; readonly currency: string }
  readonly exchange_rate: string
}

/** What is given of both amounts wins; the other follows from it by the rate. Neither: `cents`. */
export function fillAmounts(
  given: { readonly amount?: unknown; readonly billing?: unknown },
  rate: Rate,
  cents: number,
): AmountFields {
  const billGiven = unitsOf(given.billing)
  const originalGiven = unitsOf(given.amount)
  const bill =
    billGiven ?? (originalGiven === null ? BigInt(cents) : divide(originalGiven * rate.bill, rate.original))
  const original = originalGiven ?? divide(bill * rate.original, rate.bill)
  const isOwnRate = (billGiven ?? 0n) > 0n && (originalGiven ?? 0n) > 0n
  const used = isOwnRate ? { ...rate, bill, original } : rate
  return {
    amount: { value: Number(original), currency: rate.currency },
    billing: { value: Number(bill), currency: 'USD' },
    exchange_rate: rateText(used),
  }
}

/** Dollars for one unit of the currency. */
function rateText({ currency, bill, original }: Rate): string {
  const scale = BigInt(RATE_DIGITS + digitsOf(currency) - CENTS_DIGITS)
  return unitsToText(divide(bill * 10n ** scale, original), RATE_DIGITS)
}

function digitsOf(currency: string): number {
  return readCurrency(currency)?.digits ?? CENTS_DIGITS
}

/** Null where nothing can be computed from it: then it goes to the platform as it is. */
function unitsOf(money: unknown): bigint | null {
  if (typeof money !== 'object' || money === null || !('value' in money)) return null
  return Number.isSafeInteger(money.value) ? BigInt(Number(money.value)) : null
}

/** Half up. */
function divide(value: bigint, by: bigint): bigint {
  const sign = value < 0n ? -1n : 1n
  return sign * ((2n * sign * value + by) / (2n * by))
}
