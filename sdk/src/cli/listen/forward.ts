import type { Received, Response } from './receiver.ts'

/** What the platform itself waits for at most. */
const TIMEOUT_MS = 30_000
/** They belong to the connection that brought it. */
const OWN: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
])

/** The same request to another endpoint, and its answer; 502 when there is none, so that the platform tries again. */
export async function forward(to: string, { headers, body }: Received): Promise<Response> {
  try {
    const response = await fetch(to, {
      method: 'POST',
      headers: Object.entries(headers)
        .filter(([name]) => !OWN.has(name))
        .map(([name, value]): [string, string] => [name, String(value)]),
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return {
      status: response.status,
      contentType: response.headers.get('content-type'),
      body: new Uint8Array(await response.arrayBuffer()),
    }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return { status: 502, contentType: 'text/plain', body: `not reached: ${String(cause)}` }
  }
}
