import { isSigned, type NetworkKey, signedHeaders } from './sign.ts'

export interface Connection {
  /** The platform's `/network/v1/messages`. */
  readonly url: string
  readonly key: NetworkKey
}

/** What the platform answered a message. */
export interface NetworkReply {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Far beyond what the network waits: an answer that comes too late is shown, not hidden. */
const TIMEOUT_MS = 30_000

/** Sends a signed message. @throws when there is no answer, or one that the platform did not sign. */
export async function sendMessage({ url, key }: Connection, message: object): Promise<NetworkReply> {
  const response = await post(url, key, message)
  const text = await response.text()
  const { status } = response
  if (status === 200 && !isSigned(key, (name) => response.headers.get(name), text))
    throw new Error('the platform did not sign its answer')
  return { status, body: readObject(text) }
}

/** Sends a signed message and hangs up when the answer comes, without reading it. */
export async function sendAndHangUp({ url, key }: Connection, message: object): Promise<void> {
  const response = await post(url, key, message)
  await response.body?.cancel()
}

function post(url: string, key: NetworkKey, message: object): Promise<Response> {
  const body = JSON.stringify(message)
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  return fetch(url, { method: 'POST', headers: signedHeaders(key, body), body, signal })
}

function readObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null) throw new Error('the platform answered no JSON object')
  return { ...value }
}
