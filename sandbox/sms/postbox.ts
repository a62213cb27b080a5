import { setTimeout as delay } from 'node:timers/promises'

/** A message to a person that would have been sent. */
export interface Posted {
  /** The sender's. */
  readonly id: string
  readonly to: string
  /** E-mails only. */
  readonly subject?: string
  readonly text: string
  /** Wall clock. */
  readonly sent_at: string
}

/** What was sent, as the receivers' devices would show it. In memory: it ends with the sandbox. Bounded: the oldest go. */
export interface Postbox {
  /** A message whose id is there already came again: it is there once. */
  add(message: Omit<Posted, 'sent_at'>): void
  /** The newest first. */
  list(): Posted[]
  /** The first that fits of those that were or will be added after `seen` messages; null when none comes in time. */
  arrival(seen: number, fits: (message: Posted) => boolean, waitMs: number): Promise<Posted | null>
  /** How many were ever added. */
  count(): number
}

const MESSAGES_MAX = 1_000
const POLL_MS = 20

export function createPostbox(): Postbox {
  const messages: Posted[] = []
  let added = 0
  const since = (seen: number) => messages.slice(Math.max(0, messages.length - (added - seen)))
  return {
    add(message) {
      if (messages.some(({ id }) => id === message.id)) return
      messages.push({ ...message, sent_at: new Date().toISOString() })
      added += 1
      if (messages.length > MESSAGES_MAX) messages.shift()
    },
    list: () => messages.toReversed(),
    count: () => added,
    async arrival(seen, fits, waitMs) {
      const deadline = performance.now() + waitMs
      for (;;) {
        const found = since(seen).find(fits)
        if (found !== undefined) return found
        if (performance.now() > deadline) return null
        await delay(POLL_MS)
      }
    },
  }
}

/** Phone numbers are one when their digits are. */
export function phoneDigits(text: string): string {
  return text.replace(/\D/g, '').replace(/^00/, '')
}
