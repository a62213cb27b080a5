import { ExactNumber } from '../../kernel/http/json-body.ts'
import { readDecimal } from '../../kernel/money.ts'

/** An object of an answer. What is not asked for by its name does not matter: the partner adds fields as it likes. */
export type Fields = Readonly<Record<string, unknown>>

/** The answer lacks something that it must have. The message names the field and never its value, which may belong to somebody. */
export class Unreadable extends Error {}

export function fields(value: unknown, name: string): Fields {
  if (isFields(value)) return value
  throw new Unreadable(`${name} is no object`)
}

/** Without fields when it is missing or something else. */
export function optionalFields(value: unknown): Fields {
  return isFields(value) ? value : {}
}

export function isFields(value: unknown): value is Fields {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  )
}

export function list(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new Unreadable(`${name} is no list`)
}

/** Empty when it is missing or something else. */
export function optionalList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function text(of: Fields, name: string): string {
  const value = optionalText(of, name)
  if (value === null) throw new Unreadable(`${name} is missing`)
  return value
}

export function optionalText(of: Fields, name: string): string | null {
  const value = of[name]
  return typeof value === 'string' && value !== '' ? value : null
}

/**
 * Decimal text as the partner wrote it, also where it wrote a number: never through a float. Null when it is missing.
 * What is there and is no decimal is no amount to guess at.
 */
export function decimal(of: Fields, name: string): string | null {
  const value = scalar(of[name])
  if (value === null) return null
  if (readDecimal(value).kind !== 'decimal') throw new Unreadable(`${name} is no decimal`)
  return value
}

/** Text, or a number by its text; null for all else. */
export function scalar(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  if (value instanceof ExactNumber) return value.source
  return typeof value === 'number' ? String(value) : null
}

export function instant(of: Fields, name: string): Date {
  const time = new Date(text(of, name))
  if (Number.isNaN(time.getTime())) throw new Unreadable(`${name} is no time`)
  return time
}

/** `{"url"}`, or the same inside of `data`. */
export function url(answer: Fields): string {
  return text(isFields(answer.data) ? answer.data : answer, 'url')
}
