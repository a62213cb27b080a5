import { readAnswer, readFailure } from './answer.ts'
import { HoldfastError } from './error.ts'
import type { Calls } from './generated/calls.ts'
import { composeRequest, type Request } from './request.ts'
import { type RetryRules, waitBefore } from './retry.ts'

export interface ClientOptions {
  /** `https://holdfast.example.com`, or `api_url` of the sandbox. */
  readonly baseUrl: string
  /** The key of your company, or the operator's for the group `operator`. */
  readonly apiKey: string
  /** For each attempt, up to the end of the answer; default 30,000. */
  readonly timeoutMs?: number
  /** How often a call is tried again when it was not answered, or with 429, 502, 503 or 504; default 4. */
  readonly retries?: number
  /** A Retry-After above this is thrown instead of waited for; default 60,000. */
  readonly retryAfterMsMax?: number
  /** Instead of the global one. */
  readonly fetch?: typeof fetch
}

export interface CallOptions {
  /** Ends the call, also between two attempts. */
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
  readonly retries?: number
  /**
   * Writes carry one of their own unless given: it is the same over the attempts of one call. Give yours, such as the id of
   * your order, when the call may be repeated after your program was restarted.
   */
  readonly idempotencyKey?: string
  /** Card transactions have two shapes: 2 is one item per purchase instead of one per event. */
  readonly apiVersion?: 1 | 2
  /** Set by the functions of the SDK: paths of the body's fields whose text goes out as a number. */
  readonly numbers?: readonly string[]
}

export type CallName = keyof Calls

/** What a call takes, in one flat object: parts of its path, its query, its body. */
export type Input<N extends CallName> = Calls[N]['path'] &
  Query<Calls[N]['query']> &
  (Calls[N]['body'] extends undefined ? unknown : Calls[N]['body'])

/** What a call answers. Its numbers are text, digit for digit. */
export type Answer<N extends CallName> = Calls[N]['answer']

/** Pages are counted: a number will do. */
type Query<Q> = { [K in keyof Q]: K extends 'size' | 'page_number' ? Q[K] | number : Q[K] }

export interface Client {
  /**
   * Any call of the contract, as the API reference names it: `client.call('GET /mpc/tokens/{blockchain}', { blockchain: 'BSC' })`.
   * @throws {HoldfastError} when it is refused, or not answered
   */
  call<N extends CallName>(name: N, input: Input<N>, options?: CallOptions): Promise<Answer<N>>
}

const TIMEOUT_MS = 30_000
const RETRIES = 4
const RETRY_AFTER_MS_MAX = 60_000

/**
 * One for a whole program: it holds no connection and no state, and does not show its key.
 * @throws {HoldfastError} when `apiKey` cannot be a key
 */
export function createClient(own: ClientOptions): Client {
  const baseUrl = own.baseUrl.replace(/\/+$/, '')
  const apiKey = readKey('apiKey', own.apiKey)
  return {
    async call<N extends CallName>(name: N, input: Input<N>, options: CallOptions = {}) {
      const request = composeRequest(
        baseUrl,
        name,
        input as Readonly<Record<string, unknown>>,
        options.numbers ?? [],
      )
      const idempotencyKey =
        request.method === 'GET' ? null : readKey('idempotencyKey', options.idempotencyKey ?? newKey())
      const headers = {
        'x-api-key': apiKey,
        ...(request.body === null ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === null ? {} : { 'idempotency-key': idempotencyKey }),
        ...(options.apiVersion === undefined ? {} : { 'x-api-version': String(options.apiVersion) }),
      }
      const attempt = () =>
        send(own.fetch ?? fetch, request, headers, {
          signal: options.signal,
          timeoutMs: options.timeoutMs ?? own.timeoutMs ?? TIMEOUT_MS,
          idempotencyKey,
        })
      const rules = {
        retries: options.retries ?? own.retries ?? RETRIES,
        retryAfterMsMax: own.retryAfterMsMax ?? RETRY_AFTER_MS_MAX,
      }
      return (await repeated(attempt, rules, options.signal)) as Answer<N>
    },
  }
}

async function repeated(
  attempt: () => Promise<unknown>,
  rules: RetryRules,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  for (let retry = 1; ; retry += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof HoldfastError)) throw error
      const waitMs = waitBefore(retry, error, rules, Math.random())
      if (waitMs === null) throw error
      await pause(waitMs, signal)
    }
  }
}

interface Attempt {
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number
  readonly idempotencyKey: string | null
}

async function send(
  fetchIt: typeof fetch,
  { url, method, body }: Request,
  headers: Readonly<Record<string, string>>,
  { signal, timeoutMs, idempotencyKey }: Attempt,
): Promise<unknown> {
  const timeout = AbortSignal.timeout(timeoutMs)
  let response: Response
  let bytes: Uint8Array<ArrayBuffer>
  try {
    response = await fetchIt(url, {
      method,
      headers,
      body,
      // A redirect would carry the key to wherever it leads.
      redirect: 'manual',
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    })
    bytes = new Uint8Array(await response.arrayBuffer())
  } catch (cause) {
    signal?.throwIfAborted()
    throw new HoldfastError({
      code: timeout.aborted ? 'TIMED_OUT' : 'UNREACHABLE',
      status: 0,
      message: timeout.aborted
        ? `${new URL(url).origin} has not answered within ${timeoutMs} ms`
        : `${new URL(url).origin} cannot be reached`,
      nextStep:
        idempotencyKey === null
          ? 'Check the address and the connection, and try again.'
          : 'Whether the call had its effect is not known: repeat it with the same idempotency key.',
      idempotencyKey,
      cause,
    })
  }
  if (!response.ok) throw readFailure(response, bytes, idempotencyKey)
  return readAnswer(response, bytes, idempotencyKey)
}

/** Of what goes into a header: other characters cannot be sent at all, which would look as if the platform were not reached. */
function readKey(name: 'apiKey' | 'idempotencyKey', text: string): string {
  const key = text.trim()
  const problem = /[\r\n]/.test(key)
    ? 'has a line break inside'
    : key === ''
      ? 'is empty'
      : /[^\x20-\x7e]/.test(key)
        ? 'has a character that no key has'
        : null
  if (problem === null) return key
  throw new HoldfastError({
    code: 'BAD_KEY',
    status: 0,
    message: `${name} ${problem}`,
    nextStep: 'Give the whole key and nothing else: look at the file or the setting that it was read from.',
    idempotencyKey: null,
  })
}

/** `crypto.randomUUID` is missing on pages that came over plain http. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return `sdk-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
