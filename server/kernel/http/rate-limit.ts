import type { RateLimitConfig } from '../config.ts'
import { type Refusal, refuse } from '../refusal.ts'

const WINDOW_MS = 1000
/** Callers remembered; beyond it the one not heard of for longest is forgotten. About 20 MB when full. */
const CALLERS_MAX = 100_000

/** Prefixes of the contract that are never limited. */
const EXEMPT = [
  '/cards/webhook',
  '/treasury/webhook',
  '/virtual-wallets/webhook',
  '/network',
  '/health',
  '/actuator',
  '/metrics',
  '/swagger-ui',
  '/api-docs',
  '/openapi.json',
  '/portal',
  '/dashboard',
  '/geography',
  '/geofence',
  '/events',
  '/mail/inbound',
]

export function isExempt(path: string): boolean {
  return EXEMPT.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))
}

interface Usage {
  windowStart: number
  requests: number
  breaches: number
  blockedUntil: number
}

export type RateLimits = Pick<RateLimitConfig, 'requestsPerSecond' | 'blockSecondsMax' | 'forgetSeconds'>

export interface RateLimiter {
  /** Counts one request of `caller` (an address, a company); a Refusal when it is over the limit or blocked. */
  take(caller: string): Refusal | null
}

/**
 * So many requests in a window of one second that begins with the first request; one more is a breach and blocks for
 * 1 s, then 2, 4, 8 … up to `blockSecondsMax`. While blocked everything is refused and nothing is counted. Kept in the memory of
 * this process: each of several nodes counts what it sees.
 *
 * @param nowMs a clock that never goes back.
 */
export function createRateLimiter(
  { requestsPerSecond, blockSecondsMax, forgetSeconds }: RateLimits,
  nowMs: () => number = () => performance.now(),
): RateLimiter {
  const callers = new Map<string, Usage>()

  function usageOf(caller: string, now: number): Usage {
    const known = callers.get(caller)
    const usage = known ?? { windowStart: now, requests: 0, breaches: 0, blockedUntil: 0 }
    if (now - usage.blockedUntil >= forgetSeconds * 1000) usage.breaches = 0
    // The map keeps the order of insertion: put last what was used last, and the first is the one to forget.
    if (known !== undefined) callers.delete(caller)
    callers.set(caller, usage)
    if (callers.size > CALLERS_MAX) callers.delete(callers.keys().next().value ?? caller)
    return usage
  }

  return {
    take(caller) {
      const now = nowMs()
      const usage = usageOf(caller, now)
      if (now < usage.blockedUntil) return blocked(usage.blockedUntil - now)
      if (now - usage.windowStart >= WINDOW_MS) {
        usage.windowStart = now
        usage.requests = 0
      }
      usage.requests += 1
      if (usage.requests <= requestsPerSecond) return null
      usage.breaches += 1
      const blockMs = 1000 * Math.min(2 ** (usage.breaches - 1), blockSecondsMax)
      usage.blockedUntil = now + blockMs
      // The window that was breached must not refuse again what comes right after the block.
      usage.windowStart = usage.blockedUntil
      usage.requests = 0
      return blocked(blockMs)
    },
  }
}

function blocked(ms: number): Refusal {
  return refuse('RATE_LIMITED', { n: String(Math.ceil(ms / 1000)) })
}
