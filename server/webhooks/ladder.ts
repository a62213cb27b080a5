export const LADDERS = ['long', 'short'] as const
export type Ladder = (typeof LADDERS)[number]

/** So many failed attempts, and later events of the same wallet or card need not wait any longer. */
export const BLOCKING_ATTEMPTS = 10

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
/** After the first attempt: 35 min, 2 h 35, 7 h 35, 17 h 35, 31 h 35, 51 h 35, 75 h 35. */
const LONG_PART_MINUTES = [35, 155, 455, 1_055, 1_895, 3_095, 4_535] as const
/** Spreads the late attempts of an endpoint that was down for all its wallets at once. */
export const JITTER_MS_MAX = 60_000

export interface FailedAttempt {
  /** Attempts made, this one included. */
  readonly attempts: number
  readonly firstAttemptAt: Date
  /** When this attempt ended: its time-out does not eat the wait that follows. */
  readonly failedAt: Date
}

/**
 * When to try again, in business time; null: never, the delivery is DEAD. Waits of 1, 2, 4 … 256 s stand between the first
 * ten attempts; ladder `long` then goes on at fixed times after the first attempt. `jitter` is from 0 to 1.
 */
export function nextAttemptAt(failed: FailedAttempt, ladder: Ladder, jitter: number): Date | null {
  const { attempts, firstAttemptAt, failedAt } = failed
  if (attempts < BLOCKING_ATTEMPTS) return new Date(failedAt.getTime() + SECOND_MS * 2 ** (attempts - 1))
  if (ladder === 'short') return null
  const minutes = LONG_PART_MINUTES[attempts - BLOCKING_ATTEMPTS]
  if (minutes === undefined) return null
  return new Date(firstAttemptAt.getTime() + minutes * MINUTE_MS + Math.floor(jitter * JITTER_MS_MAX))
}
