/** A field that only some rows have: the contract's `data` and `metadata` are open objects. */
export function textField(of: unknown, name: string): string | undefined {
  const value: unknown = typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}
