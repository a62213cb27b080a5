/** A number that counts things, never money: the SDK's `parseExact` reads it as text. */
export function toCount(digits: string): number {
  return Number(digits)
}
