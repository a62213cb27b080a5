import type { Readable } from 'node:stream'
import { type ErrorEntry, errors } from '../errors.ts'
import type { Refusal } from '../refusal.ts'
import { Content } from './content.ts'

/** What goes back on the wire. `body` is JSON text unless `contentType` says otherwise; null is no bytes. */
export interface Answer {
  readonly status: number
  readonly body: string | Buffer | Readable | null
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Trace id of the call that made the answer: a repeated answer keeps that of the first call, whose log lines it leads to. */
  readonly traceId: string
}

/**
 * A success. No value, or status 204, is no bytes. Serialised here and nowhere else: JSON.stringify writes raw JSON
 * numbers exactly, which schema serialisers do not.
 */
export function successAnswer(status: 200 | 201 | 204, value: unknown, traceId: string): Answer {
  if (value instanceof Content)
    return {
      status: value.status ?? status,
      body: status === 204 ? null : value.bytes,
      contentType: value.type,
      headers: value.headers,
      traceId,
    }
  const empty = status === 204 || value === undefined
  return { status, body: empty ? null : JSON.stringify(value), traceId }
}

/** Programs read the contract's literal texts; people, on the pages of the portal, words of their own where those speak of calls. */
export type Audience = 'programs' | 'people'

/** The contract's error body; 429 carries `error_code` and Retry-After as well. */
export function refusalAnswer(
  refusal: Refusal,
  traceId: string,
  audience: Audience = 'programs',
): Answer & { readonly body: string } {
  const entry: ErrorEntry = errors[refusal.name]
  const { message, next } = audience === 'people' ? { ...entry, ...entry.people } : entry
  const body = {
    code: entry.code,
    ...(entry.status === 429 ? { error_code: entry.code } : {}),
    message: fill(message, refusal.params),
    next_step: fill(next, refusal.params),
    trace_id: traceId,
  }
  const retryAfter = refusal.params.n
  return {
    status: entry.status,
    body: JSON.stringify(body),
    ...(entry.status === 429 && retryAfter !== undefined ? { headers: { 'retry-after': retryAfter } } : {}),
    traceId,
  }
}

/** What a refusal says: also for what was refused in the background, and is only recorded. */
export function refusalText({ name, params }: Refusal): string {
  return fill(errors[name].message, params)
}

/** `{name}` becomes the value; a name without a value stays, as in paths: `GET /virtual-wallets/{walletId}`. */
function fill(text: string, params: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(params, name) ? (params[name] ?? placeholder) : placeholder,
  )
}
