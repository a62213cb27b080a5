import { type Decimal, readDecimal } from '../../kernel/money.ts'

/** A number of a stored rule. It was checked when it was stored. */
export function stored(text: string): Decimal {
  const read = readDecimal(text)
  if (read.kind !== 'decimal') throw new Error(`Stored amount is no number: ${text}`)
  return read.value
}

/** `units` of a token against a limit in whole tokens, which may have more decimals than the token. */
export function isBelow(units: bigint, decimals: number, limit: Decimal): boolean {
  return units * 10n ** BigInt(limit.scale) < limit.digits * 10n ** BigInt(decimals)
}
