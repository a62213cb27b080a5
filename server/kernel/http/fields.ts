import { Type } from 'typebox'
import type { ErrorName } from '../errors.ts'
import { type Decimal, readDecimal } from '../money.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'

/** An amount in a body: a number or a numeric string. Read it with `readAmount`; its text is exact (json-body.ts). */
export const amountField = () => Type.Union([Type.Number(), Type.String()])

/** One of `values`, in any case; the handler gets it spelled as here. Another value is refused as VALUE_NOT_ALLOWED. */
export const enumField = <const V extends readonly string[]>(values: V) =>
  Type.Unsafe<V[number]>({ type: 'string', enum: [...values] })

/** A list in a query: repeated, comma-joined, or both. */
export const listField = () => Type.Array(Type.String())

/** The query of a list in form A; read it with `readPage`. */
export const pageFields = {
  size: Type.Optional(Type.String({ description: 'Elements per page: 1 to 100, default 10' })),
  page_number: Type.Optional(Type.String({ description: 'From 1, the default' })),
}

/** The query of a range of dates; read it with `readDateRange`. */
export const dateRangeFields = {
  from_date: Type.Optional(
    Type.String({ description: 'YYYY-MM-DD or a date-time; UTC when it has no zone' }),
  ),
  to_date: Type.Optional(
    Type.String({ description: 'YYYY-MM-DD (the whole day) or a date-time; UTC when it has no zone' }),
  ),
}

const INTEGER_DIGITS_MAX = 30
const TEXT_CHARACTERS_MAX = 100
const PAGE_SIZE_DEFAULT = 10
const PAGE_SIZE_MAX = 100
const PAGE_NUMBER_MAX = 2_147_483_647

export interface AmountOptions {
  /** Default 6. */
  readonly decimalsMax?: number
  readonly zeroAllowed?: boolean
  /** What answers an amount below zero (and zero, unless allowed); default AMOUNT_NOT_POSITIVE. */
  readonly notPositive?: ErrorName
}

/** 400 when it is no number at all; 412 when it is negative, zero, too large or too precise. */
export function readAmount(field: string, value: unknown, options: AmountOptions = {}): Decimal | Refusal {
  const { decimalsMax = 6, zeroAllowed = false, notPositive = 'AMOUNT_NOT_POSITIVE' } = options
  if (value === undefined || value === null) return malformed(`${field} is required`)
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
  const read = readDecimal(text)
  switch (read.kind) {
    case 'not_numeric':
      return malformed(`${field} must be a number or a numeric string`)
    case 'too_large':
      return refuse('AMOUNT_TOO_LARGE', { field })
    case 'too_precise':
      return refuse('AMOUNT_DECIMALS', { field, decimals: String(decimalsMax) })
    case 'decimal':
      break
  }
  const { digits, scale } = read.value
  if (digits < 0n || (digits === 0n && !zeroAllowed)) return refuse(notPositive, { field })
  if (digits.toString().length - scale > INTEGER_DIGITS_MAX) return refuse('AMOUNT_TOO_LARGE', { field })
  if (scale > decimalsMax) return refuse('AMOUNT_DECIMALS', { field, decimals: String(decimalsMax) })
  return read.value
}

/** Trimmed; 1 to 100 characters (code points) unless `options` say otherwise, else 400. */
export function readText(
  field: string,
  value: unknown,
  { min = 1, max = TEXT_CHARACTERS_MAX }: { readonly min?: number; readonly max?: number } = {},
): string | Refusal {
  if (typeof value !== 'string')
    return malformed(`${field} ${value == null ? 'is required' : 'must be a text'}`)
  const text = value.trim()
  const characters = [...text].length
  if (characters === 0 && min > 0) return malformed(`${field} is required`)
  if (characters < min || characters > max) return malformed(`${field} must have ${min} to ${max} characters`)
  return text
}

/** One of `allowed`, in any case, as spelled there; else VALUE_NOT_ALLOWED. */
export function readEnum<const V extends string>(
  field: string,
  value: unknown,
  allowed: readonly V[],
): V | Refusal {
  if (value === undefined || value === null) return malformed(`${field} is required`)
  const wanted = typeof value === 'string' ? value.trim().toUpperCase() : ''
  const found = allowed.find((one) => one.toUpperCase() === wanted)
  return found ?? refuse('VALUE_NOT_ALLOWED', { field, allowed: allowed.join(', ') })
}

/** Repeated, comma-joined, or both; blanks are dropped. */
export function readList(value: unknown): string[] {
  const texts = Array.isArray(value) ? value : [value]
  return texts
    .filter((text) => typeof text === 'string')
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '')
}

export interface Page {
  readonly size: number
  /** From 1. */
  readonly page: number
  readonly offset: number
}

/** `size` (default 10, above 100 is 100) and `page_number` (from 1). Below 1 or not a whole number: 400. */
export function readPage(query: { readonly size?: unknown; readonly page_number?: unknown }): Page | Refusal {
  const size = readCount('size', query.size, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)
  if (isRefusal(size)) return size
  const page = readCount('page_number', query.page_number, 1, PAGE_NUMBER_MAX)
  if (isRefusal(page)) return page
  return { size, page, offset: (page - 1) * size }
}

/** A whole number from 1; above `max` it is read as `max`. */
function readCount(field: string, value: unknown, fallback: number, max: number): number | Refusal {
  if (value === undefined) return fallback
  const text = String(value).trim()
  const count = Number(text)
  if (!/^\d+$/.test(text) || count < 1) return malformed(`${field} must be a whole number from 1`)
  return Math.min(count, max)
}

/** The envelope of a list in form A. */
export function formA<T>(items: readonly T[], total: number, page: Page, key: 'items' | 'movements') {
  const totalPages = Math.ceil(total / page.size)
  return {
    number_of_elements: items.length,
    next_page: page.page < totalPages ? page.page + 1 : null,
    total_pages: totalPages,
    total_elements: total,
    [key]: items,
  }
}

export interface DateRange {
  readonly from: Date | null
  /** Inclusive. */
  readonly to: Date | null
}

/** `from_date` and `to_date`, both optional. A date-only `to_date` runs to the end of that day, UTC. */
export function readDateRange(query: {
  readonly from_date?: unknown
  readonly to_date?: unknown
}): DateRange | Refusal {
  const from = readDate('from_date', query.from_date, '00:00:00.000')
  if (isRefusal(from)) return from
  const to = readDate('to_date', query.to_date, '23:59:59.999')
  if (isRefusal(to)) return to
  return { from, to }
}

/** A `+` of a zone that was not percent-encoded arrives as a blank: it is read as the plus that was meant. */
const DATE_TEXT =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)([Zz]|[+\- ]\d{2}:?\d{2})?)?$/

export function readDate(field: string, value: unknown, timeOfDay: string): Date | null | Refusal {
  if (value === undefined || value === null || value === '') return null
  const match = DATE_TEXT.exec(String(value).trim())
  const unreadable = malformed(`${field} must be YYYY-MM-DD or a date-time like 2026-04-15T10:30:00Z`)
  if (match === null) return unreadable
  const [, day = '', time = timeOfDay, zone = 'Z'] = match
  const midnight = new Date(`${day}T00:00:00.000Z`)
  // The Date constructor rolls 30 February over to March: what it made must be the day that was asked.
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day) return unreadable
  const offset = /^[Zz]$/.test(zone) ? 'Z' : zone.replace(' ', '+').replace(/^(.\d{2}):?(\d{2})$/, '$1:$2')
  const date = new Date(`${day}T${time}${offset}`)
  return Number.isNaN(date.getTime()) ? unreadable : date
}

/** 400 BAD_REQUEST with a text that names the field. */
export function malformed(detail: string): Refusal {
  return refuse('MALFORMED', { detail })
}
