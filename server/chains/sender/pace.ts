import { broadcast } from './broadcast.ts'
import type { SenderContext } from './context.ts'
import type { BroadcastOutcome } from './node-error.ts'
import type { Attempt } from './transaction-row.ts'

/** Gives bytes again to nodes that do not know them, ever more seldom while they stay unknown. */
export interface Pace {
  /** @returns what the nodes said, now or the last time. */
  giveAgain(ctx: SenderContext, attempt: Attempt): Promise<BroadcastOutcome>
  /** A node knows it: should it forget it later, it gets it again at once. */
  known(attempt: Attempt): void
}

const POLLS_APART_MAX = 16
const REMEMBERED_MAX = 10_000

/**
 * A node whose answer is always no ("nonce too high", for want of one before it) must not be given the same bytes with every look,
 * for every transaction behind the first: that is a storm, which helps nobody and for which providers close accounts.
 */
export function createPace(): Pace {
  const given = new Map<string, { times: number; nextMs: number; outcome: BroadcastOutcome }>()
  return {
    async giveAgain(ctx, attempt) {
      const last = given.get(attempt.hash)
      if (last !== undefined && Date.now() < last.nextMs) return last.outcome
      const outcome = await broadcast(ctx, attempt)
      const times = (last?.times ?? 0) + 1
      if (given.size >= REMEMBERED_MAX) given.clear()
      const waitMs = ctx.chain.config.pollMs * Math.min(2 ** times, POLLS_APART_MAX)
      given.set(attempt.hash, { times, nextMs: Date.now() + waitMs, outcome })
      return outcome
    },
    known(attempt) {
      given.delete(attempt.hash)
    },
  }
}
