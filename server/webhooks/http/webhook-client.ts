import { Resolver } from 'node:dns/promises'
import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import type { Profile } from '../../kernel/config.ts'
import { ForbiddenTarget, guardedLookup, isAllowedAddress } from './guarded-lookup.ts'
import { readAnswer, storable } from './read-answer.ts'

/** Shorter than what servers keep an idle connection: one they are just closing is not used again. */
const IDLE_SOCKET_MS = 4_000
const IDLE_SOCKETS_PER_HOST_MAX = 256
const DNS_TRY_MS = 3_000
const DNS_TRIES = 2

export interface WebhookRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** From the start (names are resolved within it) to the complete answer. */
  readonly timeoutMs: number
}

/** `statusCode` null: no complete answer, for the reason in `error`. `body`: at most 4,096 characters. */
export type WebhookAnswer = (
  | { readonly statusCode: number; readonly body: string; readonly error: null }
  | { readonly statusCode: null; readonly body: null; readonly error: string }
) & { readonly latencyMs: number }

export interface WebhookClient {
  /** Never rejects: whatever goes wrong out there is an answer. `signal` gives the request up. */
  post(request: WebhookRequest, signal?: AbortSignal): Promise<WebhookAnswer>
  close(): void
}

export interface WebhookClientOptions {
  /** `production` sends to https and public addresses only; `sandbox` also to http and loopback. */
  readonly profile: Profile
  /** The DNS to ask; the machine's when absent. */
  readonly resolver?: Resolver
}

/** The HTTP client for URLs that companies gave us: follows no redirect, connects to no internal address, bounds everything. */
export function createWebhookClient({ profile, resolver }: WebhookClientOptions): WebhookClient {
  const isSandbox = profile === 'sandbox'
  const lookup = guardedLookup(resolver ?? new Resolver({ timeout: DNS_TRY_MS, tries: DNS_TRIES }), isSandbox)
  const pool = {
    keepAlive: true,
    timeout: IDLE_SOCKET_MS,
    maxFreeSockets: IDLE_SOCKETS_PER_HOST_MAX,
    scheduling: 'lifo' as const,
  }
  const plain = new http.Agent(pool)
  const secure = new https.Agent(pool)

  /** A host that is an address never reaches `lookup`, so it is checked here. */
  function checkTarget(url: URL): void {
    if (url.protocol !== 'https:' && !(isSandbox && url.protocol === 'http:'))
      throw new ForbiddenTarget(isSandbox ? 'the URL must be http or https' : 'the URL must be https')
    const host = url.hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) !== 0 && !isAllowedAddress(host, isSandbox))
      throw new ForbiddenTarget('the address is not public')
  }

  function open({ url: text, headers, body }: WebhookRequest): http.ClientRequest {
    const url = new URL(text)
    checkTarget(url)
    const options = { method: 'POST', headers: { ...headers, 'content-length': body.length }, lookup }
    const request =
      url.protocol === 'https:'
        ? https.request(url, { ...options, agent: secure })
        : http.request(url, { ...options, agent: plain })
    return request.end(body)
  }

  return {
    async post(request, signal) {
      const startedAt = performance.now()
      const latencyMs = () => Math.round(performance.now() - startedAt)
      try {
        const answer = await within(request.timeoutMs, signal, () => open(request))
        return { ...answer, error: null, latencyMs: latencyMs() }
      } catch (error) {
        return { statusCode: null, body: null, error: storable(describe(error)), latencyMs: latencyMs() }
      }
    },
    close() {
      plain.destroy()
      secure.destroy()
    },
  }
}

/** Destroys the request when its time is over, however busily the other side drips. */
async function within(timeoutMs: number, signal: AbortSignal | undefined, open: () => http.ClientRequest) {
  signal?.throwIfAborted()
  const request = open()
  const timer = setTimeout(
    () => request.destroy(new Error(`no complete answer within ${timeoutMs} ms`)),
    timeoutMs,
  )
  const giveUp = () => request.destroy(new Error('given up: this node shuts down'))
  signal?.addEventListener('abort', giveUp, { once: true })
  try {
    return await readAnswer(request)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', giveUp)
  }
}

/** Several addresses that all failed come as one error without a text of its own. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure'
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0].message
  return error.message
}
