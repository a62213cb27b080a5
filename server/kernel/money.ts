/**
 * Exact money. Inside: bigint in the asset's smallest unit. At the edge: decimal text.
 * No function here takes or gives a float.
 */

/** What is counted: a token on a chain, or fiat. `id` is the ledger's asset name: `POLYGON:0x…`, `USD`. */
export interface Asset {
  readonly id: string
  readonly decimals: number
}

/** An amount of one asset, in its smallest unit. */
export interface Money<A extends Asset = Asset> {
  readonly asset: A
  readonly units: bigint
}

/** A decimal number read from text: `digits × 10^-scale`. `scale` is never negative. */
export interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

const DECIMAL_TEXT = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/

/** Longest text and largest exponent that are read; beyond them a number is refused, not computed: 1e999999999 would fill the memory. */
const TEXT_LENGTH_MAX = 120
const EXPONENT_MAX = 90

export type DecimalText =
  | { kind: 'decimal'; value: Decimal }
  | { kind: 'too_large' }
  | { kind: 'too_precise' }
  | { kind: 'not_numeric' }

/**
 * Reads a number as JSON or a person writes it: `12`, `12.50`, `1e2`. Trailing zeros of the fraction do not
 * count as decimals (`1.5000000` has one).
 */
export function readDecimal(text: string): DecimalText {
  if (text.length > TEXT_LENGTH_MAX) return { kind: /^[+-]?[\d.]+$/.test(text) ? 'too_large' : 'not_numeric' }
  const match = DECIMAL_TEXT.exec(text)
  if (match === null) return { kind: 'not_numeric' }
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match
  const exponent = Number(exponentText)
  if (exponent > EXPONENT_MAX) return { kind: 'too_large' }
  if (exponent < -EXPONENT_MAX) return { kind: 'too_precise' }
  let digits = BigInt(whole + fraction)
  let scale = fraction.length - exponent
  if (scale < 0) {
    digits *= 10n ** BigInt(-scale)
    scale = 0
  }
  while (scale > 0 && digits % 10n === 0n) {
    digits /= 10n
    scale -= 1
  }
  return { kind: 'decimal', value: { digits: sign === '-' ? -digits : digits, scale } }
}

/** Units of an asset with `decimals`, or null when the number has more decimals than the asset. */
export function decimalToUnits(value: Decimal, decimals: number): bigint | null {
  if (value.scale > decimals) return null
  return value.digits * 10n ** BigInt(decimals - value.scale)
}

/** By value: `1.50` is `1.5`. */
export function sameAmount(a: Decimal, b: Decimal): boolean {
  return a.digits * 10n ** BigInt(b.scale) === b.digits * 10n ** BigInt(a.scale)
}

/** Exact. */
export function times(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale }
}

/** Whole units of `decimals`, what is less of one left out. For what is not negative. */
export function roundDown({ digits, scale }: Decimal, decimals: number): bigint {
  if (scale <= decimals) return digits * 10n ** BigInt(decimals - scale)
  return digits / 10n ** BigInt(scale - decimals)
}

/** Whole units of `decimals`, half a one being one more. For what is not negative. */
export function roundHalfUp({ digits, scale }: Decimal, decimals: number): bigint {
  return (roundDown({ digits: digits * 2n, scale }, decimals + 1) + 10n) / 20n
}

/** Shortest exact decimal text: `12.5`, `40`, `-0.000001`. */
export function unitsToText(units: bigint, decimals: number): string {
  const negative = units < 0n
  const digits = (negative ? -units : units).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '')
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

export function moneyToText(money: Money): string {
  return unitsToText(money.units, money.asset.decimals)
}

/** A number of a JSON answer, written from its exact text. */
export function jsonNumber(text: string): RawJson {
  return rawJson(text)
}

export interface RawJson {
  readonly rawJSON: string
}

const rawJson = (JSON as unknown as { rawJSON(text: string): RawJson }).rawJSON

/** Balances and amounts of REST answers: a raw JSON number with the asset's full scale. */
export function moneyToJson(money: Money): RawJson {
  return rawJson(moneyToText(money))
}
