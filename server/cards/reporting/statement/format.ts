import { readCurrency } from '../../../kernel/currencies.ts'
import { dayText, grouped } from '../../../kernel/pdf/text.ts'
import type { Period } from '../period.ts'

const MICRO_DIGITS = 6

/** Micro-dollars with cents; parts of a cent, which only a token can bring, show when there are any. */
export function dollarText(micro: bigint): string {
  return grouped(micro, MICRO_DIGITS).replace(/(\.\d\d\d*?)0+$/, '$1')
}

/** `17.00 EUR` */
export function amountText(units: bigint, currency: string): string {
  return `${grouped(units, readCurrency(currency)?.digits ?? 2)} ${currency}`
}

export function periodText({ from, to }: Period): string {
  return `${dayText(from)} to ${dayText(to)}`
}
