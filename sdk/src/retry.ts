import type { HoldfastError } from './error.ts'

const FIRST_WAIT_MS = 250
const WAIT_MS_MAX = 8_000
/** The first call with the same idempotency key is still at work. */
const STILL_RUNNING_MS = 1_000

export interface RetryRules {
  /** How often a call is tried again. */
  readonly retries: number
  /** A Retry-After above this is not waited for: the error is thrown, and says how long it is. */
  readonly retryAfterMsMax: number
}

/**
 * How long to wait before the call is made again; null: not at all. Every call is safe to repeat: a read has no effect, and a
 * write keeps its idempotency key.
 * @param retry 1 for the first repetition
 * @param random 0 to 1: callers that failed together must not come back together
 */
export function waitBefore(
  retry: number,
  error: HoldfastError,
  { retries, retryAfterMsMax }: RetryRules,
  random: number,
): number | null {
  if (retry > retries || !isWorthRetrying(error)) return null
  if (error.retryAfterSeconds !== null) {
    const waitMs = error.retryAfterSeconds * 1_000
    return waitMs <= retryAfterMsMax ? waitMs : null
  }
  if (error.code === 'WARNING') return STILL_RUNNING_MS
  const most = Math.min(FIRST_WAIT_MS * 2 ** (retry - 1), WAIT_MS_MAX)
  return most / 2 + (most / 2) * random
}

function isWorthRetrying({ code, status }: HoldfastError): boolean {
  if (code === 'UNREACHABLE' || code === 'TIMED_OUT') return true
  if (status === 302) return code === 'WARNING'
  return status === 429 || (status >= 502 && status <= 504)
}
