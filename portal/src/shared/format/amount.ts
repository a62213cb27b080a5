/**
 * An amount for people, from its exact text: `1234.5` becomes `1,234.50`. Text alone: a float would show 0.1 + 0.2.
 */
export function formatAmount(digits: string | null | undefined, decimalsMin = 2): string {
  if (digits === null || digits === undefined) return '–'
  const { sign, whole, fraction } = split(digits)
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const shown = fraction.replace(/0+$/, '').padEnd(decimalsMin, '0')
  return `${sign}${grouped}${shown === '' ? '' : `.${shown}`}`
}

export function formatUsd(digits: string | null | undefined): string {
  return digits === null || digits === undefined ? '–' : `${formatAmount(digits)} USD`
}

/** `0.345` becomes `34.5 %`; moves the point in the text. */
export function formatRatio(digits: string | null | undefined): string {
  if (digits === null || digits === undefined) return '–'
  const { sign, whole, fraction } = split(digits)
  const moved = `${whole}${fraction.padEnd(2, '0').slice(0, 2)}`.replace(/^0+(?=\d)/, '')
  const rest = fraction.slice(2, 4).replace(/0+$/, '')
  return `${sign}${moved.replace(/\B(?=(\d{3})+$)/g, ',')}${rest === '' ? '' : `.${rest}`} %`
}

/** Where a drawing needs a position; never shown as a figure. */
export function toPosition(digits: string): number {
  return Number(digits)
}

export function isZero(digits: string): boolean {
  return /^-?0*(\.0*)?$/.test(plain(digits))
}

export function isNegative(digits: string): boolean {
  return digits.startsWith('-') && !isZero(digits)
}

/** JSON may write a small number as 1e-7. */
function plain(digits: string): string {
  const found = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d+)$/.exec(digits)
  if (found === null) return digits
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = found
  const point = whole.length + Number(exponent)
  const all = `${whole}${fraction}`
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${all}`
  return `${sign}${all.padEnd(point, '0').slice(0, point)}.${all.slice(point)}`
}

function split(digits: string): { readonly sign: string; readonly whole: string; readonly fraction: string } {
  const text = plain(digits)
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.')
  return { sign: text.startsWith('-') ? '−' : '', whole, fraction }
}
