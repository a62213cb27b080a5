/** A message or what a caller says of it: named fields of any shape. The platform judges them. */
export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What the caller gave wins, field by field, also inside of objects; null is given too. */
export function overlay(drafted: Fields, given: Fields): Fields {
  const merged: Record<string, unknown> = { ...drafted }
  for (const [name, value] of Object.entries(given)) {
    const below = merged[name]
    merged[name] = isFields(below) && isFields(value) ? overlay(below, value) : value
  }
  return merged
}

/** The text of a field; null for anything else. */
export function textIn(fields: Fields, name: string): string | null {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : null
}

export function fieldsIn(fields: Fields, name: string): Fields {
  const value = fields[name]
  return isFields(value) ? value : {}
}
