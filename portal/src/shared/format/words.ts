const SHORT: ReadonlySet<string> = new Set([
  'USD',
  'API',
  'IP',
  'FX',
  'ATM',
  'BSC',
  'KYC',
  'MCC',
  'CVV',
  'ID',
  'URL',
  'SMS',
  'USDC',
  'USDT',
])

/** `HOLDING_CREDIT` as people write it: `Holding credit`. */
export function toWords(name: string): string {
  const words = name
    .split(/[_\s.]+/)
    .map((word) => (SHORT.has(word.toUpperCase()) ? word.toUpperCase() : word.toLowerCase()))
  const text = words.join(' ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

/** `0x1234…cdef` */
export function shorten(text: string, length = 6): string {
  return text.length <= 2 * length + 1 ? text : `${text.slice(0, length)}…${text.slice(-length + 2)}`
}
