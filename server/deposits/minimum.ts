import type { Token } from '../chains/types.ts'
import { readDecimal } from '../kernel/money.ts'

const MICRO = 1_000_000n

/** Whether `units` of the token are worth at least `microUsd`. Exact: nothing is rounded, both sides are multiplied out. */
export function reachesMinimum(token: Token, units: bigint, microUsd: bigint): boolean {
  const { worth, scale } = exactWorth(token, units)
  return worth >= microUsd * scale
}

/** What `units` are worth, rounded down to micro-dollars. */
export function worthMicroUsd(token: Token, units: bigint): bigint {
  const { worth, scale } = exactWorth(token, units)
  return worth / scale
}

/** What `units` are worth, rounded up to micro-dollars: many small payments do not pass a limit unseen. */
export function worthMicroUsdAtMost(token: Token, units: bigint): bigint {
  const { worth, scale } = exactWorth(token, units)
  return (worth + scale - 1n) / scale
}

/** In micro-dollars: `worth / scale`. */
function exactWorth(token: Token, units: bigint): { readonly worth: bigint; readonly scale: bigint } {
  const price = readDecimal(token.usdPrice)
  if (price.kind !== 'decimal') throw new Error(`${token.id} has no readable price: ${token.usdPrice}`)
  return {
    worth: units * price.value.digits * MICRO,
    scale: 10n ** BigInt(token.decimals + price.value.scale),
  }
}
