import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from '../../kernel/log.ts'

const BACKOFF_MS_MAX = 5_000
const BATCH_MAX = 500

/** Group commit: what arrives while a batch is being written forms the next one. */
export interface Settler<T> {
  /** Resolves when `item` is written. Tries for ever; what is queued is bounded by what may be in flight. */
  settle(item: T): Promise<void>
}

export function createSettler<T>(write: (batch: readonly T[]) => Promise<void>, log: Logger): Settler<T> {
  let queue: { item: T; done: () => void }[] = []
  let isWriting = false

  async function drain(): Promise<void> {
    isWriting = true
    while (queue.length > 0) {
      const batch = queue.slice(0, BATCH_MAX)
      queue = queue.slice(BATCH_MAX)
      await writeUntilDone(batch.map(({ item }) => item))
      for (const { done } of batch) done()
    }
    isWriting = false
  }

  async function writeUntilDone(batch: readonly T[]): Promise<void> {
    for (let failures = 0; ; failures += 1) {
      try {
        return await write(batch)
      } catch (error) {
        log.error({ err: error, failures }, 'webhook attempts were not recorded; trying again')
        await pause(Math.min(50 * 2 ** failures, BACKOFF_MS_MAX), undefined, { ref: false })
      }
    }
  }

  return {
    settle(item) {
      return new Promise((done) => {
        queue.push({ item, done })
        if (!isWriting) void drain()
      })
    },
  }
}
