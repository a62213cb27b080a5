import type { VelocityRule } from '../program.ts'
import type { CardHistory } from './history.ts'

/**
 * The rule that a further purchase would break, the one with the shortest window where several would be broken. Approvals up
 * to `since`, the last unblocking, do not count; a window of n seconds holds what is less than n seconds old.
 */
export function checkVelocity(
  rules: readonly VelocityRule[],
  history: CardHistory,
  since: Date | null,
  now: Date,
): VelocityRule | null {
  let broken: VelocityRule | null = null
  const unblocked = since?.getTime() ?? Number.NEGATIVE_INFINITY
  for (const rule of rules) {
    if (broken !== null && broken.time_window_seconds < rule.time_window_seconds) continue
    const begin = now.getTime() - rule.time_window_seconds * 1_000
    if (history.countSince(Math.max(begin, unblocked)) >= rule.max_authorizations) broken = rule
  }
  return broken
}
