/** The third argument of a reviver: the text of the value as it was written. Not in TypeScript's library yet. */
type ExactReviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

/**
 * Numbers stay the text that they were: an amount must not become a float on its way to the screen. Counts are read with
 * `toCount`.
 */
export function parseExact(text: string): unknown {
  const keepText: ExactReviver = (_key, value, { source }) => (typeof value === 'number' ? source : value)
  return JSON.parse(text, keepText as (key: string, value: unknown) => unknown)
}

/** A number that counts things, never money. */
export function toCount(digits: string): number {
  return Number(digits)
}
