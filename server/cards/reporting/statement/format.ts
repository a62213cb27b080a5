import { readCurrency } from '../../../kernel/currencies.ts'
import type { Period } from '../period.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const MICRO_DIGITS = 6

/** `1,234.50`: with all of a currency's digits. */
function grouped(units: bigint, digits: number): string {
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits).replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return `${units < 0n ? '-' : ''}${whole}${digits === 0 ? '' : `.${text.slice(-digits)}`}`
}

/** Micro-dollars with cents; parts of a cent, which only a token can bring, show when there are any. */
export function dollarText(micro: bigint): string {
  return grouped(micro, MICRO_DIGITS).replace(/(\.\d\d\d*?)0+$/, '$1')
}

/** `17.00 EUR` */
export function amountText(units: bigint, currency: string): string {
  return `${grouped(units, readCurrency(currency)?.digits ?? 2)} ${currency}`
}

/** `02 Sep 2026` */
export function dayText(date: Date): string {
  const [year = '', month = '', day = ''] = date.toISOString().slice(0, 10).split('-').slice(-3)
  return `${day} ${MONTHS[Number(month) - 1] ?? month} ${year}`
}

/** `02 Sep 2026 08:00` */
export function timeText(date: Date): string {
  return `${dayText(date)} ${date.toISOString().slice(-13, -8)}`
}

export function periodText({ from, to }: Period): string {
  return `${dayText(from)} to ${dayText(to)}`
}
