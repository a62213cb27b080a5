import type { Purchase } from './model.ts'

/** E-commerce: so long a hold lives without its clearing. */
export const HOLD_MS = 10 * 86_400_000

/** What a purchase takes from card and holding, cents. */
export function takenBy({ held, settled, refunded }: Purchase): bigint {
  return held + settled - refunded
}

/** Its hold has lapsed when business time is there. */
export function lapse(purchase: Purchase, now: number): void {
  if (purchase.state !== 'OPEN' || now < purchase.lapsesAt) return
  close(purchase)
}

export function settle(purchase: Purchase, cents: bigint, final: boolean): void {
  purchase.settled += cents
  purchase.pieces += 1
  if (purchase.state !== 'OPEN') return // a force-post
  if (final) close(purchase)
  else purchase.held = larger(purchase.held - cents, 0n)
}

export function release(purchase: Purchase, cents: bigint): void {
  if (purchase.state !== 'OPEN') return
  purchase.held = larger(purchase.held - cents, 0n)
  if (purchase.held === 0n) close(purchase)
}

export function close(purchase: Purchase): void {
  purchase.held = 0n
  purchase.state = 'CLOSED'
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
