/**
 * Business time: what limits, schedules, ladders and expiries are measured by. The sandbox moves it forward.
 * Authentication and transport (signatures, API key expiry, HTTP time-outs) use the wall clock instead.
 */
export interface Clock {
  now(): Date
}

export const wallClock: Clock = { now: () => new Date() }
