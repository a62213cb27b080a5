import { UsageError } from './failure.ts'

/** `12.5` USD is 1250: as the card network counts. */
export function minorUnits(text: string, currency: string): bigint {
  const digits = digitsOf(currency)
  const [, whole = '', fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  if (whole === '' || fraction.length > digits)
    throw new UsageError(
      `"${text}" is no amount of ${currency.toUpperCase()} with at most ${digits} decimals`,
    )
  return BigInt(whole + fraction.padEnd(digits, '0'))
}

function digitsOf(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency })
    return format.resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    throw new UsageError(`"${currency}" is no currency`)
  }
}
