import { FIAT_DECIMALS } from './quote.ts'

/** With both digits of the cents: `42.50`. Null stays: nothing is known yet. */
export function fiatText(cents: bigint | null): string | null {
  if (cents === null) return null
  const digits = cents.toString().padStart(FIAT_DECIMALS + 1, '0')
  return `${digits.slice(0, -FIAT_DECIMALS)}.${digits.slice(-FIAT_DECIMALS)}`
}
