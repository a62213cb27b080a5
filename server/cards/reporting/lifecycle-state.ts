export type LifecycleState = 'SIMPLE' | 'PARTIAL' | 'COMPLETE' | 'OVER_CAPTURE'
export type LifecycleOutcome = 'NONE' | 'PARTIALLY_REVERSED' | 'REVERSED' | 'PARTIALLY_REFUNDED' | 'REFUNDED'

export interface Lifecycle {
  readonly state: LifecycleState
  readonly outcome: LifecycleOutcome
}

/** A purchase's sums in its own currency: what was billed at several rates can only be compared there. None is negative. */
export interface PurchaseSums {
  readonly approved: bigint
  readonly released: bigint
  readonly settled: bigint
  readonly refunded: bigint
  /** Of what is settled, force-posts. */
  readonly forced: bigint
}

/** What is no purchase, was declined or is undecided. */
export const SIMPLE: Lifecycle = { state: 'SIMPLE', outcome: 'NONE' }

/** Where an approved purchase stands (contract, cards §4.2). */
export function lifecycleOf(sums: PurchaseSums): Lifecycle {
  const state = stateOf(sums)
  return state === 'SIMPLE' ? SIMPLE : { state, outcome: outcomeOf(sums) }
}

/** A force-post counts its own amount as authorized. */
function authorizedOf({ approved, released, forced }: PurchaseSums): bigint {
  return approved - released + forced
}

function stateOf(sums: PurchaseSums): LifecycleState {
  const { released, settled } = sums
  const authorized = authorizedOf(sums)
  if (settled === 0n) {
    if (released === 0n) return 'SIMPLE'
    return authorized > 0n ? 'PARTIAL' : 'COMPLETE'
  }
  if (settled === authorized) return 'COMPLETE'
  return settled < authorized ? 'PARTIAL' : 'OVER_CAPTURE'
}

/** A refund outranks a release, and a release counts only when nothing was ever settled. */
function outcomeOf(sums: PurchaseSums): LifecycleOutcome {
  const { settled, refunded } = sums
  const authorized = authorizedOf(sums)
  if (refunded > 0n)
    return refunded >= (settled > 0n ? settled : authorized) ? 'REFUNDED' : 'PARTIALLY_REFUNDED'
  if (settled > 0n) return 'NONE'
  return authorized > 0n ? 'PARTIALLY_REVERSED' : 'REVERSED'
}
