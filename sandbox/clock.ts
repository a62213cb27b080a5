import type { Clock } from '../server/kernel/clock.ts'
import { readJson, writeJson } from './files.ts'

export interface SandboxClock extends Clock {
  /** Moves business time forward, for good. @returns the new time. */
  advance(seconds: number): Date
}

/**
 * The wall clock plus what it was moved forward, kept in `file` so that no restart brings the time back. It never runs
 * backwards, also when the wall clock does.
 */
export function openSandboxClock(file: string, wall: () => number = Date.now): SandboxClock {
  let aheadMs = readJson<{ ahead_ms: number }>(file)?.ahead_ms ?? 0
  let latest = 0
  const now = () => {
    latest = Math.max(latest, wall() + aheadMs)
    return new Date(latest)
  }
  return {
    now,
    advance(seconds) {
      aheadMs += seconds * 1000
      writeJson(file, { ahead_ms: aheadMs })
      return now()
    },
  }
}
