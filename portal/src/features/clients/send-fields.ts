/** Of a form: what is empty is not sent. */
export function given<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value))) as Partial<T>
}

/** Of a form that changes something: what is empty is cleared. */
export function cleared<T extends object>(values: T): { [K in keyof T]: T[K] | null } {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isEmpty(value) ? null : value]),
  ) as { [K in keyof T]: T[K] | null }
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === ''
}
