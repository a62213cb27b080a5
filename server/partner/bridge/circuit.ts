import { partnerUp } from '../metrics.ts'

/** So many failures in a row, and calls rest. */
const FAILURES_MAX = 5
const REST_MS_MIN = 1_000
const REST_MS_MAX = 30_000
/** How long the one call that looks whether the partner is back has the way for itself. */
const LOOK_MS = 5_000

/** Keeps this node from hammering a partner that is down or has asked for a rest. */
export interface Circuit {
  /**
   * How long no call may go out; 0: go. After a rest one call goes out to look, and the others wait for what becomes of it.
   */
  waitMs(): number
  /** It answered, whatever it said. */
  answered(): void
  /** It did not answer, or said that it failed, for this reason. */
  failed(reason: string): void
  /** It asked for so long a rest. */
  rest(ms: number): void
  /** `ok`, `down since …`. */
  status(): string
}

export function createCircuit(nowMs: () => number = Date.now): Circuit {
  let failures = 0
  /** Rests of ours, after failures; and what the partner has asked for. */
  let restUntilMs = 0
  let askedUntilMs = 0
  let down: { readonly sinceMs: number; readonly reason: string } | null = null
  let wasAsked = false

  return {
    waitMs() {
      const now = nowMs()
      const untilMs = Math.max(restUntilMs, askedUntilMs)
      if (now < untilMs) return untilMs - now
      if (failures >= FAILURES_MAX) restUntilMs = now + LOOK_MS
      return 0
    },
    answered() {
      wasAsked = true
      restUntilMs = 0
      failures = 0
      down = null
      partnerUp.set(1)
    },
    failed(reason) {
      wasAsked = true
      failures += 1
      down = { sinceMs: down?.sinceMs ?? nowMs(), reason }
      partnerUp.set(0)
      if (failures < FAILURES_MAX) return
      const restMs = Math.min(REST_MS_MIN * 2 ** (failures - FAILURES_MAX), REST_MS_MAX)
      restUntilMs = nowMs() + restMs
    },
    rest(ms) {
      askedUntilMs = Math.max(askedUntilMs, nowMs() + ms)
    },
    status() {
      if (down !== null) return `down since ${new Date(down.sinceMs).toISOString()}: ${down.reason}`
      return wasAsked ? 'ok' : 'not asked yet'
    },
  }
}
