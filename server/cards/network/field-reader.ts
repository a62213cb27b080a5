import { malformed } from '../../kernel/http/fields.ts'
import { ExactNumber } from '../../kernel/http/json-body.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import { Secret } from '../../kernel/secret.ts'

type Json = Readonly<Record<string, unknown>>

/** Characters of ids that the network or a merchant chose. */
export const ID_MAX = 100
/** Digits that a float gives back, and a fraction that says nothing. */
const WHOLE_AS_DECIMAL = /^\d{1,15}\.0+$/
/** Twelve digits, as in ISO 8583. */
const MINOR_UNITS_MAX = 999_999_999_999

/**
 * Reads the fields of a message by hand: a validator of schemas costs more than all of a purchase's other reading. What is
 * absent, null or blank is null. The first field in a wrong form is kept as the problem; its text names the field and never
 * what stood in it, which may be a card number.
 */
export class FieldReader {
  readonly #object: Json
  readonly #prefix: string
  readonly #problems: Refusal[]

  constructor(object: Json, prefix = '', problems: Refusal[] = []) {
    this.#object = object
    this.#prefix = prefix
    this.#problems = problems
  }

  get problem(): Refusal | null {
    return this.#problems[0] ?? null
  }

  fail(name: string, what: string): null {
    this.#problems.push(malformed(`${this.#prefix}${name} ${what}`))
    return null
  }

  require(...names: readonly string[]): void {
    for (const name of names) if (this.#value(name) === null) this.fail(name, 'is required')
  }

  text(name: string, charactersMax: number): string | null {
    const value = this.#value(name)
    if (value === null) return null
    if (typeof value !== 'string') return this.fail(name, 'must be a text')
    const text = value.trim()
    if (text.length > charactersMax) return this.fail(name, `must have at most ${charactersMax} characters`)
    return text
  }

  form(name: string, pattern: RegExp, what: string): string | null {
    const value = this.#value(name)
    if (value === null) return null
    return typeof value === 'string' && pattern.test(value) ? value : this.fail(name, `must be ${what}`)
  }

  secret(name: string, pattern: RegExp, what: string): Secret<string> | null {
    const text = this.form(name, pattern, what)
    return text === null ? null : new Secret(text)
  }

  /** One of `words`, in any case, as spelled there. */
  word<const W extends string>(name: string, words: readonly W[]): W | null {
    const value = this.#value(name)
    if (value === null) return null
    const exact = words.find((word) => word === value)
    if (exact !== undefined) return exact
    const wanted = typeof value === 'string' ? value.trim().toUpperCase() : ''
    const found = words.find((word) => word.toUpperCase() === wanted)
    if (found !== undefined) return found
    this.#problems.push(
      refuse('VALUE_NOT_ALLOWED', { field: `${this.#prefix}${name}`, allowed: words.join(', ') }),
    )
    return null
  }

  flag(name: string): boolean | null {
    const value = this.#value(name)
    if (value === null || typeof value === 'boolean') return value
    return this.fail(name, 'must be true or false')
  }

  minorUnits(name: string): bigint | null {
    const value = this.whole(name, 0, MINOR_UNITS_MAX)
    return value === null ? null : BigInt(value)
  }

  /** `1.0` is `1`, as in the hash by which a message is known again. */
  whole(name: string, min: number, max: number): number | null {
    const given = this.#value(name)
    if (given === null) return null
    const value =
      given instanceof ExactNumber && WHOLE_AS_DECIMAL.test(given.source) ? Number(given.source) : given
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
    return this.fail(name, `must be a whole number from ${min} to ${max}`)
  }

  /** A decimal as text, given as text or number. */
  decimal(name: string, pattern: RegExp): string | null {
    const value = this.#value(name)
    if (value === null) return null
    const text =
      value instanceof ExactNumber ? value.source : typeof value === 'number' ? String(value) : value
    return typeof text === 'string' && pattern.test(text) ? text : this.fail(name, 'must be a decimal number')
  }

  /** Null, too, when it is no object. */
  object(name: string): FieldReader | null {
    const value = this.#value(name)
    if (value === null) return null
    if (!isObject(value)) return this.fail(name, 'must be an object')
    return new FieldReader(value, `${this.#prefix}${name}.`, this.#problems)
  }

  #value(name: string): unknown {
    const value = this.#object[name] ?? null
    return typeof value === 'string' && value.trim() === '' ? null : value
  }
}

export function isObject(value: unknown): value is Json {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  )
}
