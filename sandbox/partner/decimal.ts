import { type Decimal, readDecimal, unitsToText } from '../../server/kernel/money.ts'

/** Of text that was checked before. */
export function decimalOf(text: string): Decimal {
  const read = readDecimal(text)
  if (read.kind !== 'decimal') throw new Error(`${text} is no decimal number`)
  return read.value
}

export function unitsOf(text: string, decimals: number): bigint {
  const { digits, scale } = decimalOf(text)
  if (scale > decimals) throw new Error(`${text} has more than ${decimals} decimals`)
  return digits * 10n ** BigInt(decimals - scale)
}

/** As the partner writes amounts: `75.0`, `12.5`. */
export function amountText(units: bigint, decimals: number): string {
  const text = unitsToText(units, decimals)
  return text.includes('.') ? text : `${text}.0`
}

export function decimalText({ digits, scale }: Decimal): string {
  return unitsToText(digits, scale)
}

/** Exact. */
export function times(one: Decimal, other: Decimal): Decimal {
  return { digits: one.digits * other.digits, scale: one.scale + other.scale }
}

/** `units` of an amount with `decimals` times a factor, cut to `target` decimals. */
export function timesDown(units: bigint, decimals: number, factor: Decimal, target: number): bigint {
  const shift = target - decimals - factor.scale
  const product = units * factor.digits
  return shift >= 0 ? product * 10n ** BigInt(shift) : product / 10n ** BigInt(-shift)
}

/** Cut to so many significant digits. */
export function significant({ digits, scale }: Decimal, count: number): Decimal {
  const over = digits.toString().length - count
  if (over <= 0) return { digits, scale }
  const cut = digits / 10n ** BigInt(over)
  return over <= scale
    ? { digits: cut, scale: scale - over }
    : { digits: cut * 10n ** BigInt(over - scale), scale: 0 }
}

/** 1 ÷ `value`, cut to so many significant digits. */
export function inverse(value: Decimal, count: number): Decimal {
  const scale = value.digits.toString().length + count
  // 10^(scale + value.scale) / digits is at least 10^count
  return significant({ digits: 10n ** BigInt(scale + value.scale) / value.digits, scale }, count)
}
