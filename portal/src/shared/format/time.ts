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

/** A short while: `640 µs`, `12.4 ms`, `1.20 s`. */
export function formatMicros(micros: number): string {
  if (micros < 1_000) return `${micros} µs`
  return micros < 1_000_000 ? `${(micros / 1_000).toFixed(1)} ms` : `${(micros / 1_000_000).toFixed(2)} s`
}

export function formatDay(iso: string | null | undefined): string {
  return iso ? DAY.format(new Date(iso)) : '–'
}
