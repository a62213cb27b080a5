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
  if (depthOf(text) > DEPTH_MAX) return malformed(`The body is nested deeper than ${DEPTH_MAX} levels`)
  let problem: Refusal | null = null
  const revive = (key: string, value: unknown, context: { readonly source?: string }): unknown => {
    problem ??= textProblem(key) ?? (typeof value === 'string' ? textProblem(value) : null)
    // A body must not be able to name the prototype of an object that a handler copies it into.
    if (key === '__proto__') return undefined
    if (typeof value !== 'number' || context.source === undefined) return value
    return String(value) === context.source ? value : new ExactNumber(context.source)
  }
  try {
    const body: unknown = JSON.parse(text, revive as (key: string, value: unknown) => unknown)
    return problem ?? body
  } catch (error) {
    if (error instanceof SyntaxError) return malformed('The body is not valid JSON')
    throw error
  }
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

/** How deep brackets nest outside of strings. Counted before parsing: JSON.parse with a reviver recurses. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i]
    if (inString) {
      if (character === '\\') i += 1
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{' || character === '[') {
      depth += 1
      deepest = Math.max(deepest, depth)
    } else if (character === '}' || character === ']') depth -= 1
  }
  return deepest
}

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
