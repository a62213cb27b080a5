import { Cron } from 'croner'

/** When the tokens on deposit addresses go to the holding wallet. Kept by the product, per company and chain. */
export type SweepRule =
  | { readonly mode: 'IMMEDIATE' }
  /** `amount` is decimal text in whole tokens. */
  | { readonly mode: 'THRESHOLD'; readonly amount: string }
  /** Five fields, UTC. */
  | { readonly mode: 'SCHEDULE'; readonly cron: string }
  | { readonly mode: 'MANUAL' }

export const DEFAULT_SWEEP_RULE: SweepRule = { mode: 'IMMEDIATE' }

/** True when a due time of `cron` lies after `since` and not after `now`. */
export function scheduleIsDue(cron: string, since: Date, now: Date): boolean {
  const next = new Cron(cron, { timezone: 'UTC', mode: '5-part' }).nextRun(since)
  return next !== null && next <= now
}

/** True for the five-field expressions that scheduleIsDue reads. */
export function isSchedule(cron: string): boolean {
  try {
    return new Cron(cron, { timezone: 'UTC', mode: '5-part' }).nextRun() !== null
  } catch {
    return false
  }
}
