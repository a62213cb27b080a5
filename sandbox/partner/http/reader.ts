import { readDecimal } from '../../../server/kernel/money.ts'
import { isFields } from '../../network/fields.ts'
import type { Json } from '../records.ts'

export interface TextRule {
  readonly min?: number
  readonly max?: number
  readonly pattern?: RegExp
  /** What is wrong with a text that does not fit. */
  readonly why?: string
}

/** Reads the fields of a body and collects what is wrong with them, by their path. Null counts as absent. */
export class Reader {
  readonly fields: Json
  readonly wrong: Record<string, string>
  readonly #path: string

  constructor(fields: Json, wrong: Record<string, string> = {}, path = '') {
    this.fields = fields
    this.wrong = wrong
    this.#path = path
  }

  get isRight(): boolean {
    return Object.keys(this.wrong).length === 0
  }

  has(name: string): boolean {
    return this.fields[name] !== undefined && this.fields[name] !== null
  }

  fail(name: string, why: string): void {
    this.wrong[`${this.#path}${name}`] ??= why
  }

  require(...names: readonly string[]): this {
    for (const name of names) if (!this.has(name)) this.fail(name, 'must be set')
    return this
  }

  /** Empty when absent. */
  text(name: string, rule: TextRule = {}): string {
    if (!this.has(name)) return ''
    const value = this.fields[name]
    if (typeof value !== 'string') {
      this.fail(name, 'must be a text')
      return ''
    }
    const { min = 1, max = 1_000, pattern, why } = rule
    if (value.trim().length < min) this.fail(name, why ?? `must have at least ${min} characters`)
    else if (value.length > max) this.fail(name, why ?? `must have at most ${max} characters`)
    else if (pattern !== undefined && !pattern.test(value)) this.fail(name, why ?? 'has the wrong format')
    return value
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T | null {
    const text = this.text(name)
    const found = allowed.find((one) => one === text) ?? null
    if (found === null && this.has(name)) this.fail(name, `must be one of ${allowed.join(', ')}`)
    return found
  }

  flag(name: string): boolean {
    if (!this.has(name)) return false
    if (typeof this.fields[name] !== 'boolean') this.fail(name, 'must be true or false')
    return this.fields[name] === true
  }

  texts(name: string): string[] {
    return this.list(name).flatMap((one) => {
      if (typeof one === 'string') return [one]
      this.fail(name, 'must be a list of texts')
      return []
    })
  }

  list(name: string): readonly unknown[] {
    const value = this.fields[name]
    if (!this.has(name)) return []
    if (Array.isArray(value)) return value
    this.fail(name, 'must be a list')
    return []
  }

  /** One for each object of the list. */
  objects(name: string): Reader[] {
    return this.list(name).flatMap((one, index) => {
      if (isFields(one)) return [new Reader(one, this.wrong, `${this.#path}${name}[${index}].`)]
      this.fail(name, 'must be a list of objects')
      return []
    })
  }

  /** An empty one when absent. */
  object(name: string): Reader {
    const value = this.fields[name]
    if (this.has(name) && !isFields(value)) this.fail(name, 'must be an object')
    return new Reader(isFields(value) ? value : {}, this.wrong, `${this.#path}${name}.`)
  }

  /** Of a positive number in decimal text. @returns smallest units, or null when absent or wrong. */
  amount(name: string, decimals: number, zeroIsFine = false): bigint | null {
    if (!this.has(name)) return null
    const value = this.fields[name]
    const read = typeof value === 'string' ? readDecimal(value) : null
    if (read === null || read.kind !== 'decimal') {
      this.fail(name, 'must be a number in a text, such as "75.0"')
      return null
    }
    const { digits, scale } = read.value
    if (scale > decimals) this.fail(name, `must have at most ${decimals} decimals`)
    else if (digits < 0n || (digits === 0n && !zeroIsFine)) this.fail(name, 'must be positive')
    else return digits * 10n ** BigInt(decimals - scale)
    return null
  }
}

export function isWebUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)
}
