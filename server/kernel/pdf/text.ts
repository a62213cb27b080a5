const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `1,234.50`: with all of a currency's digits. */
export function grouped(units: bigint, digits: number): string {
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits).replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return `${units < 0n ? '-' : ''}${whole}${digits === 0 ? '' : `.${text.slice(-digits)}`}`
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
