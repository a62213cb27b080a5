const DIGITS = 4n

/**
 * `part` ÷ `whole` as text, cut to four decimals: exact arithmetic over the texts, since a float would make 0.3 of 0.1 + 0.2. Null
 * when there is nothing to divide by.
 */
export function ratioOf(part: string, whole: string): string | null {
  const decimals = Math.max(decimalsOf(part), decimalsOf(whole))
  const divisor = toUnits(whole, decimals)
  if (divisor <= 0n) return null
  const scaled = (toUnits(part, decimals) * 10n ** DIGITS) / divisor
  const text = scaled.toString().padStart(Number(DIGITS) + 1, '0')
  return `${text.slice(0, -Number(DIGITS))}.${text.slice(-Number(DIGITS))}`
}

function decimalsOf(digits: string): number {
  return digits.split('.')[1]?.length ?? 0
}

function toUnits(digits: string, decimals: number): bigint {
  const [whole = '0', fraction = ''] = digits.split('.')
  return BigInt(`${whole}${fraction.padEnd(decimals, '0')}`)
}
