import type { PartnerConfig } from '../../kernel/config.ts'
import { parseBody } from '../../kernel/http/json-body.ts'
import { newTraceId } from '../../kernel/ids.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { PartnerError } from '../partner.ts'
import { type Fields, isFields } from './read.ts'

export interface BridgeRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With the names of ids: `/customers/{customerId}`. */
  readonly path: string
  readonly ids?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object
  /** Idempotency-Key: every POST has one, and nothing else. */
  readonly key?: string
}

/** A slow line still sends so many bytes in a millisecond: customers come with scanned documents. */
const SENT_BYTES_PER_MS = 256
const ANSWER_BYTES_MAX = 4 * 1024 * 1024
/** Opaque, but nothing that means something in a path: some are named by callers. */
const ID = /^[\w-][\w.:~-]{0,63}$/

export interface PreparedCall {
  readonly request: BridgeRequest
  /** `GET /customers/{customerId}`. */
  readonly name: string
  /** With the ids filled in; without the query. */
  readonly path: string
  readonly body: string | null
  readonly traceId: string
}

/** @throws PartnerError NOT_FOUND for an id that cannot be one. */
export function prepare(request: BridgeRequest): PreparedCall {
  const name = `${request.method} ${request.path}`
  const path = request.path.replace(/\{(\w+)\}/g, (_whole, id: string) => {
    const value = request.ids?.[id] ?? ''
    if (!ID.test(value)) throw new PartnerError('NOT_FOUND', `${name}: no id looks like that`)
    return value
  })
  const body = request.body === undefined ? null : JSON.stringify(request.body)
  return { request, name, path, body, traceId: newTraceId() }
}

export interface Answer {
  readonly status: number
  readonly retryAfter: string | null
  /** Null: no JSON object, but a page of a proxy, half an answer, or one that is longer than any. */
  readonly body: Fields | null
}

/** One request and its whole answer. @throws whatever keeps the answer away; reasonOf tells it. */
export async function send(
  { url, apiKey }: Pick<PartnerConfig, 'url' | 'apiKey'>,
  { request, path, body }: PreparedCall,
  tryMs: number,
): Promise<Answer> {
  const query = request.query === undefined ? '' : `?${new URLSearchParams(request.query)}`
  const response = await fetch(`${url}${path}${query}`, {
    method: request.method,
    headers: {
      'api-key': apiKey.reveal(),
      accept: 'application/json',
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(request.key === undefined ? {} : { 'idempotency-key': request.key }),
    },
    body,
    // Elsewhere the key must not go.
    redirect: 'manual',
    signal: AbortSignal.timeout(tryMs + Math.ceil((body?.length ?? 0) / SENT_BYTES_PER_MS)),
  })
  const { status, headers } = response
  return { status, retryAfter: headers.get('retry-after'), body: await readBody(response) }
}

async function readBody(response: Response): Promise<Fields | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > ANSWER_BYTES_MAX) return null
    chunks.push(chunk)
  }
  const body = parseBody(Buffer.concat(chunks))
  return isRefusal(body) || !isFields(body) ? null : body
}

/** Why no answer came: not the error itself, whose text may hold the URL. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure'
  if (error.name === 'TimeoutError') return 'no answer in time'
  const { cause } = error
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return error.name
}
