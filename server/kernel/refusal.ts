import type { ErrorName } from './errors.ts'

/**
 * An expected "no": a value, not an exception. It names an entry of the registry (errors.ts) and fills the
 * `{placeholders}` of its message. Routes give it back; the HTTP layer rolls back and answers.
 */
export class Refusal {
  readonly name: ErrorName
  readonly params: Readonly<Record<string, string>>

  constructor(name: ErrorName, params: Readonly<Record<string, string>>) {
    this.name = name
    this.params = params
  }
}

export function refuse(name: ErrorName, params: Record<string, string> = {}): Refusal {
  return new Refusal(name, params)
}

export function isRefusal(value: unknown): value is Refusal {
  return value instanceof Refusal
}
