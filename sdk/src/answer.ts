import { HoldfastError } from './error.ts'
import { parseExact } from './exact-json.ts'

/** Of a success: JSON with exact numbers, the bytes of a PDF, the text of a page; undefined when there are none. */
export function readAnswer(
  response: Response,
  bytes: Uint8Array<ArrayBuffer>,
  idempotencyKey: string | null,
): unknown {
  if (bytes.length === 0) return undefined
  const type = response.headers.get('content-type') ?? ''
  if (type.startsWith('text/')) return textOf(bytes)
  if (!type.startsWith('application/json')) return bytes
  try {
    return parseExact(textOf(bytes))
  } catch (cause) {
    throw unreadable(response, idempotencyKey, cause)
  }
}

/** Of everything else. */
export function readFailure(
  response: Response,
  bytes: Uint8Array<ArrayBuffer>,
  idempotencyKey: string | null,
): HoldfastError {
  // What a browser makes of an answer 3xx that it was told not to follow.
  if (response.type === 'opaqueredirect') return stillRunning(idempotencyKey)
  const body = fieldsOf(bytes)
  const field = (name: string) => (typeof body[name] === 'string' ? body[name] : null)
  const code = field('code')
  if (code === null) return unreadable(response, idempotencyKey)
  return new HoldfastError({
    code,
    status: response.status,
    message: field('message') ?? code,
    nextStep: field('next_step'),
    traceId: field('trace_id') ?? response.headers.get('x-trace-id'),
    retryAfterSeconds: retryAfter(response),
    idempotencyKey,
  })
}

function stillRunning(idempotencyKey: string | null): HoldfastError {
  return new HoldfastError({ code: 'WARNING', status: 302, message: 'Pending transaction', idempotencyKey })
}

function unreadable(response: Response, idempotencyKey: string | null, cause?: unknown): HoldfastError {
  return new HoldfastError({
    code: 'UNREADABLE',
    status: response.status,
    message: `An answer with status ${response.status} that is not the platform's`,
    nextStep: 'Check that the base URL is that of Holdfast, and what stands in between.',
    traceId: response.headers.get('x-trace-id'),
    retryAfterSeconds: retryAfter(response),
    idempotencyKey,
    cause,
  })
}

function fieldsOf(bytes: Uint8Array<ArrayBuffer>): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(textOf(bytes))
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function textOf(bytes: Uint8Array<ArrayBuffer>): string {
  return new TextDecoder().decode(bytes)
}

/** Seconds, or the date that a proxy may write instead. */
function retryAfter({ headers }: Response): number | null {
  const text = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+$/.test(text)) return Number(text)
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - Date.now()) / 1_000))
}
