/** As people read it: `250,000.00 COP`. */
export function shownAmount(amount: unknown, currency: unknown): string {
  const [whole = '', fraction = ''] = String(amount ?? '').split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${grouped}.${fraction.padEnd(2, '0')} ${String(currency).toUpperCase()}`
}

/** `12.5` in a field of a form. */
export const AMOUNT_PATTERN = '[0-9]{1,12}([.][0-9]{1,2})?'

/** What a person typed; null when it is no amount. */
export function typedAmount(text: string | undefined): string | null {
  const typed = (text ?? '').trim()
  return new RegExp(`^${AMOUNT_PATTERN}$`).test(typed) && /[1-9]/.test(typed) ? typed : null
}
