const MS_PER_DAY = 86_400_000
/** Every zone's offset is a multiple of a quarter of an hour, so a zone's day never changes within one of UTC's. */
const MS_PER_QUARTER = 900_000
const ZONES_MAX = 1_000

interface Zone {
  readonly format: Intl.DateTimeFormat
  quarter: number
  day: string
}

const zones = new Map<string, Zone>()

/** YYYY-MM-DD of an instant in an IANA zone. Making a formatter is slow and so is asking it: the last answer is kept. */
export function dayIn(zone: string, at: Date): string {
  if (zone === 'UTC') return at.toISOString().slice(0, 10)
  const known = zones.get(zone) ?? addZone(zone)
  const quarter = Math.floor(at.getTime() / MS_PER_QUARTER)
  if (quarter !== known.quarter) {
    const parts = new Map(known.format.formatToParts(at).map(({ type, value }) => [type, value]))
    known.day = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`
    known.quarter = quarter
  }
  return known.day
}

function addZone(name: string): Zone {
  if (zones.size >= ZONES_MAX) zones.clear()
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  const zone = { format, quarter: Number.NaN, day: '' }
  zones.set(name, zone)
  return zone
}

/** Offsets like `+01:00` are no zones: they know no summer time. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** The same ISO week, from Monday. */
export function sameWeek(a: string, b: string): boolean {
  return a === b || weekOf(a) === weekOf(b)
}

export function sameMonth(a: string, b: string): boolean {
  return a.slice(0, 7) === b.slice(0, 7)
}

/** 1 January 1970 was a Thursday: its week began three days before. */
function weekOf(day: string): number {
  return Math.floor((Date.parse(day) / MS_PER_DAY + 3) / 7)
}
