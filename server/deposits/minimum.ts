import type { Token } from '../chains/types.ts'
import { readDecimal } from '../kernel/money.ts'

const MICRO = 1_000_000n

/** Whether `units` of the token are worth at least `microUsd`. Exact: nothing is rounded, both sides are multiplied out. */
export function reachesMinimum(token: Token, units: bigint, microUsd: bigint): boolean {
  const price = readDecimal(token.usdPrice)
  if (price.kind !== 'decimal') throw new Error(`${token.id} has no readable price: ${token.usdPrice}`)
  const scale = 10n ** BigInt(token.decimals + price.value.scale)
  return units * price.value.digits * MICRO >= microUsd * scale
}

/** What `units` are worth, rounded down to micro-dollars. */
export function worthMicroUsd(token: Token, units: bigint): bigint {
  const price = readDecimal(token.usdPrice)
  if (price.kind !== 'decimal') throw new Error(`${token.id} has no readable price: ${token.usdPrice}`)
  return (units * price.value.digits * MICRO) / 10n ** BigInt(token.decimals + price.value.scale)
}
