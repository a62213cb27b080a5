import type { Clock } from '../../server/kernel/clock.ts'

/** Business time that stands still until the test moves it. */
export class ManualClock implements Clock {
  #now: Date

  constructor(start = '2026-09-02T08:00:00.000Z') {
    this.#now = new Date(start)
  }

  now(): Date {
    return this.#now
  }

  moveTo(time: Date): void {
    this.#now = time
  }

  advance(ms: number): void {
    this.moveTo(new Date(this.#now.getTime() + ms))
  }
}
