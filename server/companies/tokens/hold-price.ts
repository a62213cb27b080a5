import { readDecimal } from '../../kernel/money.ts'
import type { CustomToken } from './custom-token.ts'

/** As long somebody can notice a token's first price, or that it has become cheaper, before policies believe it. */
export const HELD_MS = 24 * 3_600_000

type Priced = Pick<CustomToken, 'usd_price' | 'held_price' | 'held_until'>

/**
 * What policies go on judging by when a token that had these prices gets another one. The highest that counts now is kept for a day;
 * several changes in one day do not wear it down. `held_until` without a price: none is believed yet, as nobody has had a day to
 * look at the first (`before` is empty), or at one that followed it.
 */
export function holdPrice(
  before: readonly Priced[],
  price: string,
  now: Date,
): Pick<CustomToken, 'held_price' | 'held_until'> {
  const isHeld = ({ held_until }: Priced) => held_until !== null && held_until > now
  const until = new Date(now.getTime() + HELD_MS)
  const wasBelieved = before.some((one) => !(isHeld(one) && one.held_price === null))
  if (!wasBelieved) return { held_price: null, held_until: until }
  const counting = before.flatMap((one) =>
    isHeld(one) && one.held_price !== null ? [one.usd_price, one.held_price] : [one.usd_price],
  )
  const highest = counting.reduce((high, one) => (isHigher(one, high) ? one : high), price)
  if (!isHigher(highest, price)) return { held_price: null, held_until: null }
  return { held_price: highest, held_until: until }
}

function isHigher(a: string, b: string): boolean {
  const [x, y] = [readDecimal(a), readDecimal(b)]
  if (x.kind !== 'decimal' || y.kind !== 'decimal') throw new Error(`${a} or ${b} is no price`)
  return x.value.digits * 10n ** BigInt(y.value.scale) > y.value.digits * 10n ** BigInt(x.value.scale)
}
