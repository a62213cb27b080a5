import { type Refusal, refuse } from '../refusal.ts'
import { malformed } from './fields.ts'

/**
 * A JSON number whose text a JS number does not give back (`1.0`, `0.1234567890123456789`, `1e400`). The shape decides what
 * becomes of it (shape.ts): an amount gets the text, a plain number field the number.
 */
export class ExactNumber {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }
}

/** Deep enough for every call of the contract, and far from what exhausts the stack of a recursive walk. */
const DEPTH_MAX = 64

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Reads a body as JSON; no bytes are `{}`. Numbers that a float would change come as ExactNumber. */
export function parseBody(bytes: Buffer): unknown | Refusal {
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    return malformed('The body is not valid UTF-8')
  }
  if (text.trim() === '') return {}
  const { depth, isPlain } = scan(text)
  if (depth > DEPTH_MAX) return malformed(`The body is nested deeper than ${DEPTH_MAX} levels`)
  try {
    return isPlain ? JSON.parse(text) : parseCarefully(text)
  } catch (error) {
    if (error instanceof SyntaxError) return malformed('The body is not valid JSON')
    throw error
  }
}

function parseCarefully(text: string): unknown | Refusal {
  let problem: Refusal | null = null
  const revive = (key: string, value: unknown, context: { readonly source?: string }): unknown => {
    problem ??= textProblem(key) ?? (typeof value === 'string' ? textProblem(value) : null)
    // A body must not be able to name the prototype of an object that a handler copies it into.
    if (key === '__proto__') return undefined
    if (typeof value !== 'number' || context.source === undefined) return value
    return String(value) === context.source ? value : new ExactNumber(context.source)
  }
  const body: unknown = JSON.parse(text, revive as (key: string, value: unknown) => unknown)
  return problem ?? body
}

/** PostgreSQL cannot store NUL, and half of a surrogate pair is no character: both are refused before any module sees them. */
export function textProblem(text: string): Refusal | null {
  if (text.includes('\0')) return refuse('MALFORMED', { detail: 'The request holds a NUL character' })
  if (!text.isWellFormed())
    return refuse('MALFORMED', {
      detail: 'The request holds half of a surrogate pair, which is no character',
    })
  return null
}

/** Digits of a whole number that a float always gives back. */
const EXACT_DIGITS = 15

/**
 * How deep brackets nest outside of strings: counted before parsing, because JSON.parse with a reviver recurses. And whether
 * nothing in it needs one, which is six times faster: no escapes, no `__proto__`, no numbers but short whole ones.
 */
function scan(text: string): { readonly depth: number; readonly isPlain: boolean } {
  let depth = 0
  let deepest = 0
  let inString = false
  let digits = 0
  let quote = -1
  let backslash = -1
  let isPlain = !text.includes('__proto__')
  for (let i = 0; i < text.length; i += 1) {
    const character = text.charCodeAt(i)
    if (inString) {
      // From mark to mark, not from letter to letter: a text may be an image of megabytes.
      if (quote < i) quote = after(text.indexOf('"', i))
      if (backslash < i) backslash = after(text.indexOf('\\', i))
      inString = backslash < quote
      if (inString) isPlain = false
      i = inString ? backslash + 1 : quote
      continue
    }
    const isDigit = character >= ZERO && character <= NINE
    if (isDigit) digits += 1
    else {
      if (digits > EXACT_DIGITS || (digits > 0 && !ENDS_NUMBER.has(character)) || character === MINUS)
        isPlain = false
      digits = 0
    }
    if (character === QUOTE) inString = true
    else if (character === OPEN_BRACE || character === OPEN_BRACKET) {
      depth += 1
      deepest = Math.max(deepest, depth)
    } else if (character === CLOSE_BRACE || character === CLOSE_BRACKET) depth -= 1
  }
  return { depth: deepest, isPlain: isPlain && digits <= EXACT_DIGITS }
}

/** A mark that does not come any more stands behind everything. */
function after(index: number): number {
  return index === -1 ? Number.POSITIVE_INFINITY : index
}

const QUOTE = 0x22
const MINUS = 0x2d
const ZERO = 0x30
const NINE = 0x39
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const ENDS_NUMBER: ReadonlySet<number> = new Set([...' \t\r\n,}]'].map((one) => one.charCodeAt(0)))

/**
 * The same text for the same JSON: sorted keys, numbers by value (`1.0` is `1`), no blanks. Two bodies are the same request
 * when their canonical texts are.
 */
export function canonicalJson(value: unknown): string {
  if (value instanceof ExactNumber) return canonicalNumber(value.source)
  if (typeof value === 'number') return canonicalNumber(String(value))
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
    return `{${members.join(',')}}`
  }
  return JSON.stringify(value)
}

/** `digits e exponent` without zeros at either end: one text for one value, exact at any size. */
function canonicalNumber(source: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source)
  if (match === null) return source
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match
  const digits = (whole + fraction).replace(/^0+/, '')
  if (digits === '') return '0'
  const trimmed = digits.replace(/0+$/, '')
  const exponent = BigInt(exponentText) - BigInt(fraction.length) + BigInt(digits.length - trimmed.length)
  return `${sign}${trimmed}e${exponent}`
}
