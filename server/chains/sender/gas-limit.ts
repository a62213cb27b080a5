import type { Intent } from '../types.ts'

export const CANCELLATION_GAS = 21_000n
/** Nothing this platform sends needs more; blocks of both chains hold more. */
export const GAS_LIMIT_MAX = 15_000_000n

interface Bounds {
  readonly floor: bigint
  /** Also what is given when the chain could not estimate a transaction that must go out. */
  readonly ceiling: bigint
}

/** A token's transfer is estimated, but what it does may change until it is mined (a first balance costs more). */
function bounds(intent: Intent): Bounds {
  switch (intent.kind) {
    case 'token_transfer':
      return { floor: 60_000n, ceiling: 500_000n }
    case 'native_transfer':
      return { floor: 21_000n, ceiling: 200_000n }
    case 'deploy_sweeper':
      return { floor: 100_000n, ceiling: 1_000_000n }
    case 'sweep':
      return { floor: 60_000n, ceiling: 100_000n + 120_000n * BigInt(intent.wallets.length) }
    case 'sweep_own':
    case 'delegate_energy':
    case 'return_energy':
    case 'activate':
      throw new Error(`${intent.kind} takes no gas of an EVM chain`)
  }
}

/** Estimate × 1.2 within the bounds of its kind. `estimate` null: the chain gave none. */
export function gasLimit(intent: Intent, estimate: bigint | null): bigint {
  const { floor, ceiling } = bounds(intent)
  // A sweep goes on when one wallet fails, also for want of gas: a node's estimate is the least that does not revert, which sweeps nothing.
  if (intent.kind === 'sweep') return ceiling < GAS_LIMIT_MAX ? ceiling : GAS_LIMIT_MAX
  const wanted = estimate === null ? ceiling : (estimate * 12n + 9n) / 10n
  const bounded = wanted < floor ? floor : wanted > ceiling ? ceiling : wanted
  return bounded > GAS_LIMIT_MAX ? GAS_LIMIT_MAX : bounded
}
