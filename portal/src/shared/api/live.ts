import type { QueryClient } from '@tanstack/react-query'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { headersOf, send } from './call.ts'
import { refresh } from './use-read.ts'

const RETRY_MS_MIN = 1_000
const RETRY_MS_MAX = 30_000

/** What may have changed when something of that product has happened. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  virtual_wallets: [
    '/virtual-wallets',
    '/management/deposits',
    '/management/payments',
    '/management/approvals',
  ],
  cards: ['/cards'],
  treasury: ['/mpc', '/management/approvals'],
  company_activity: ['/management'],
}
const ALWAYS = ['/portal/api/overview', '/portal/api/lists', '/management/webhooks']

/** Listens for what happens in the company and asks again for what it changes, until `signal`; comes back after a broken line. */
export async function followEvents(client: QueryClient, signal: AbortSignal): Promise<void> {
  let lastId: string | null = null
  let waitMs = RETRY_MS_MIN
  while (!signal.aborted) {
    try {
      const response = await send('/portal/api/events', {
        headers: {
          ...headersOf({ isBackground: true }),
          ...(lastId === null ? {} : { 'last-event-id': lastId }),
        },
        signal,
      })
      if (response.status === 401) return
      if (response.ok && response.body !== null) {
        waitMs = RETRY_MS_MIN
        const events = response.body
          .pipeThrough(new TextDecoderStream())
          .pipeThrough(new EventSourceParserStream())
        for await (const { id, data } of readAll(events)) {
          if (id !== undefined) lastId = id
          tell(client, data)
        }
      }
    } catch {
      if (signal.aborted) return
    }
    await pause(waitMs, signal)
    waitMs = Math.min(waitMs * 2, RETRY_MS_MAX)
  }
}

function tell(client: QueryClient, data: string): void {
  const product = readProduct(data)
  refresh(client, [...ALWAYS, ...(product === null ? [] : (PATHS[product] ?? []))])
}

function readProduct(data: string): string | null {
  try {
    const event: unknown = JSON.parse(data)
    const product: unknown =
      typeof event === 'object' && event !== null ? Reflect.get(event, 'product') : null
    return typeof product === 'string' ? product : null
  } catch {
    return null
  }
}

/** Streams cannot be iterated in every browser yet. */
async function* readAll<T>(stream: ReadableStream<T>): AsyncGenerator<T> {
  const reader = stream.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
