import type { ChainTransactionState } from '../../types.ts'

/** What is known of one transaction, as far as the next step depends on it. Times are milliseconds of the chain's clock. */
export interface Standing {
  readonly state: ChainTransactionState
  /** Where it stood when it was last seen in a block. */
  readonly block: { readonly number: bigint; readonly hash: string } | null
  readonly attempts: readonly { readonly expiresAt: bigint; readonly isDead: boolean }[]
  readonly cancelRequested: boolean
}

/** What the chain shows now. */
export interface Sight {
  readonly head: { readonly number: bigint; readonly timestamp: bigint }
  /** The newest block that counts as final: solidified, and as deep as configured. */
  readonly final: { readonly number: bigint; readonly timestamp: bigint }
  /** The block of the node's chain that holds one of the attempts. */
  readonly found: { readonly number: bigint; readonly hash: string } | null
}

export type NextStep =
  | 'PREPARE'
  | 'BROADCAST'
  | 'WAIT'
  | 'RECORD_MINED'
  | 'RETURN_TO_SENT'
  | 'SETTLE'
  | 'PROVE_DEAD'
  | 'SIGN_AGAIN'
  | 'GIVE_UP'
  | 'CALL_OPERATOR'

/** Signed attempts of one payment that the platform makes by itself; more only when an operator says so. */
export const ATTEMPTS_MAX = 8

/**
 * Tron has no nonce: two signed transactions of one payment can both be mined. So a second one is signed only when every earlier one
 * is dead: proved, by final blocks of the chain itself, to be in none and to come into none any more. Never by our clock, by a
 * missing answer, or by what a node says to a broadcast.
 */
export function nextStep(standing: Standing, sight: Sight): NextStep {
  switch (standing.state) {
    case 'QUEUED':
    case 'NUMBERED':
      return 'PREPARE'
    case 'SENT':
    case 'MANUAL_CHECK':
      return stepOfSent(standing, sight)
    case 'MINED':
      return stepOfMined(standing, sight)
    case 'SUCCEEDED':
    case 'FAILED':
    case 'LOST':
      return 'WAIT'
  }
}

function stepOfSent({ state, attempts, cancelRequested }: Standing, sight: Sight): NextStep {
  if (sight.found !== null) return 'RECORD_MINED'
  const alive = attempts.find(({ isDead }) => !isDead)
  if (alive !== undefined) {
    if (sight.head.timestamp < alive.expiresAt) return 'BROADCAST'
    return sight.final.timestamp >= alive.expiresAt ? 'PROVE_DEAD' : 'WAIT'
  }
  if (cancelRequested) return 'GIVE_UP'
  if (state === 'MANUAL_CHECK') return 'WAIT'
  return attempts.length >= ATTEMPTS_MAX ? 'CALL_OPERATOR' : 'SIGN_AGAIN'
}

function stepOfMined({ block }: Standing, { head, final, found }: Sight): NextStep {
  // A node that lags behind what was seen says nothing about it.
  if (block !== null && block.number > head.number) return 'WAIT'
  if (found === null) return 'RETURN_TO_SENT'
  if (block === null || found.hash !== block.hash) return 'RECORD_MINED'
  return found.number <= final.number ? 'SETTLE' : 'WAIT'
}
