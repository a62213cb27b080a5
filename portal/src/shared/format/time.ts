const TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
const EXACT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' })
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' })

/** In the time zone of the person who looks. */
export function formatTime(iso: string | null | undefined): string {
  return iso ? TIME.format(new Date(iso)) : '–'
}

/** With seconds and the zone's name. */
export function formatExactTime(iso: string): string {
  return EXACT.format(new Date(iso))
}

export function formatDay(iso: string | null | undefined): string {
  return iso ? DAY.format(new Date(iso)) : '–'
}
