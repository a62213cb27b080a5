import { advance } from './advance.ts'
import { broadcast } from './broadcast.ts'
import type { ChainSender } from './chain-sender.ts'
import type { SenderContext } from './context.ts'
import { IN_FLIGHT_MAX } from './number-transaction.ts'
import { createPace } from './pace.ts'
import type { Memory } from './push-head.ts'
import { cancelTransaction, retryTransaction } from './resolve.ts'
import { loadAttempts } from './transaction-row.ts'
import { watch } from './watch.ts'

/** Nonces: what keeps a payment from being made twice is that all its attempts have the same one. */
export function createEvmSender(ctx: SenderContext): ChainSender {
  const memory: Memory = { progress: new Map(), pace: createPace() }
  return {
    inFlightMax: IN_FLIGHT_MAX,
    async advance(row) {
      if (row.state !== 'SENT') return advance(ctx, row)
      // It may never have reached a node: the process that stored it died, and this is its caller's retry.
      const newest = (await loadAttempts(ctx.db, row)).at(-1)
      if (newest !== undefined) await broadcast(ctx, newest)
      return false
    },
    watch: () => watch(ctx, memory),
    retry: (key, record) => retryTransaction(ctx, key, record),
    cancel: (key, record) => cancelTransaction(ctx, key, record),
  }
}
