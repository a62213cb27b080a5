import { decimalToUnits, readDecimal, unitsToText } from '../../../kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../../../kernel/refusal.ts'

const MILLIONTH_DIGITS = 6
/** A billion: above any amount, weight or percentage that makes sense, and far from what a sum could overflow. */
export const MILLIONTHS_MAX = 10n ** 15n

/** V3: what is wrong, naming the field. */
export function invalid(detail: string): Refusal {
  return refuse('CARD_CONFIGURATION', { detail })
}

/** A number from `min` to `max` with at most `decimals`, in millionths. */
export function readMillionths(
  field: string,
  value: unknown,
  { min = 0n, max = MILLIONTHS_MAX, decimals = MILLIONTH_DIGITS } = {},
): bigint | Refusal {
  const read = readDecimal(String(value ?? '').trim())
  if (read.kind === 'not_numeric') return invalid(`${field} must be a number`)
  if (read.kind === 'too_precise' || (read.kind === 'decimal' && read.value.scale > decimals))
    return invalid(`${field} must have at most ${decimals} decimals`)
  const units = read.kind === 'decimal' ? decimalToUnits(read.value, MILLIONTH_DIGITS) : null
  if (units !== null && units >= min && units <= max) return units
  return invalid(`${field} must be from ${showMillionths(min)} to ${showMillionths(max)}`)
}

export function readWhole(field: string, value: unknown, min: number, max: number): number | Refusal {
  const units = readMillionths(field, value, {
    min: BigInt(min) * 1_000_000n,
    max: BigInt(max) * 1_000_000n,
    decimals: 0,
  })
  return isRefusal(units)
    ? invalid(`${field} must be a whole number from ${min} to ${max}`)
    : Number(units / 1_000_000n)
}

export function showMillionths(units: bigint): string {
  return unitsToText(units, MILLIONTH_DIGITS)
}
