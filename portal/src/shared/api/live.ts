import type { QueryClient } from '@tanstack/react-query'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { headersOf, send, urlOf } from './call.ts'
import { sessionQuery } from './session.ts'
import { refresh } from './use-read.ts'

const RETRY_MS_MIN = 1_000
const RETRY_MS_MAX = 30_000

/** What may have changed when something of that product has happened. Settings and people change everything. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  virtual_wallets: ['/virtual-wallets', '/management/deposits', '/management/payments', '/portal/api/ramps'],
  cards: ['/cards', '/management/deposits'],
  treasury: ['/mpc', '/management/deposits'],
  company_activity: ['/management/clients'],
}
const ALWAYS = ['/portal/api/overview', '/portal/api/lists', '/management/webhooks', '/management/approvals']
const EVERYTHING = ['/']

/**
 * Listens for what happens in the company and asks again for what it changes, until `signal`; comes back after a broken line.
 * @param onLine told whether the platform can be reached
 */
export async function followEvents(
  client: QueryClient,
  signal: AbortSignal,
  onLine: (isReached: boolean) => void,
): Promise<void> {
  let after: string | undefined
  let isLost = false
  let waitMs = RETRY_MS_MIN
  while (!signal.aborted) {
    try {
      const url = urlOf('/portal/api/events', {}, { after })
      const response = await send(url, { headers: headersOf({ isBackground: true }), signal })
      if (response.status === 401) return askWhoItIs(client)
      if (response.ok && response.body !== null) {
        waitMs = RETRY_MS_MIN
        onLine(true)
        // Events tell what was missed, but not what was asked for in vain.
        if (isLost) refresh(client, EVERYTHING)
        isLost = false
        const text = response.body.pipeThrough(new TextDecoderStream())
        for await (const { id, event, data } of readAll(text.pipeThrough(new EventSourceParserStream()))) {
          after = id ?? after
          if (event === 'changed') refresh(client, pathsOf(data))
          if (event === 'reset') refresh(client, EVERYTHING)
          if (event === 'end' && data.includes('session')) return askWhoItIs(client)
        }
      }
    } catch {
      if (signal.aborted) return
      isLost = true
      onLine(false)
    }
    await pause(waitMs, signal)
    waitMs = Math.min(waitMs * 2, RETRY_MS_MAX)
  }
}

/** Nobody any more, perhaps: then the answer leads to the sign-in page. */
function askWhoItIs(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: sessionQuery.queryKey })
}

function pathsOf(data: string): readonly string[] {
  const { topics } = JSON.parse(data) as { readonly topics: readonly { readonly product: string }[] }
  return [...ALWAYS, ...topics.flatMap(({ product }) => PATHS[product] ?? EVERYTHING)]
}

/** Streams cannot be iterated in every browser yet. */
async function* readAll<T>(stream: ReadableStream<T>): AsyncGenerator<T> {
  const reader = stream.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
}

/** Ends early when the browser says that it has its connection back. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      removeEventListener('online', end)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    addEventListener('online', end)
    signal.addEventListener('abort', end)
  })
}
