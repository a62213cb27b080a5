import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { type SunkRequest, startWebhookSink } from '../../tests/harness/webhook-sink.ts'
import { Secret } from '../kernel/secret.ts'
import type { BridgePace } from './bridge/http.ts'

export const API_KEY = 'sk-test-0123456789abcdef-of-the-tests'
export const KEY = '2d7d1b5e-6a0b-4a43-8a6e-3f1f6f0c9a11'
/** Fast: what waits in production for seconds waits here for milliseconds. */
export const TEST_PACE: BridgePace = { tryMs: 5_000, waitMs: 1, callMs: 10_000 }

/** How one request is answered: with JSON, or by hand. */
export type Answer =
  | { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | ((request: SunkRequest, response: ServerResponse) => void)

/** A server on loopback that speaks Bridge's shapes as a test tells it to. Its webhook endpoints work by themselves. */
export interface BridgeFixture {
  readonly config: { readonly url: string; readonly apiKey: Secret<string> }
  readonly requests: readonly SunkRequest[]
  /** `GET /transfers/t1` (without `/v0` and query) is answered so; the last answer again and again. */
  answer(call: string, ...answers: Answer[]): void
  /** Forgets requests, answers and endpoints. */
  reset(): void
  readonly endpoints: Endpoint[]
  close(): Promise<void>
}

export interface Endpoint {
  id: string
  url: string
  status: string
  event_categories: string[]
  public_key: string
  readonly key: string
}

export async function startBridgeFixture(): Promise<BridgeFixture> {
  const script = new Map<string, Answer[]>()
  const endpoints: Endpoint[] = []
  let made = 0
  const sink = await startWebhookSink((request, response) => {
    const path = (request.path.split('?')[0] ?? '').replace('/v0', '')
    const call = `${request.method} ${path}`
    const answers = script.get(call)
    const answer = (answers?.length ?? 0) > 1 ? answers?.shift() : answers?.[0]
    give(request, response, answer ?? answerWebhooks(call, request) ?? NOT_FOUND)
  })

  function answerWebhooks(call: string, { json, headers }: SunkRequest): Answer | null {
    if (call === 'GET /webhooks') return { status: 200, body: { data: endpoints } }
    if (call === 'POST /webhooks') {
      const key = String(headers['idempotency-key'])
      const known = endpoints.find((endpoint) => endpoint.key === key)
      if (known !== undefined) return { status: 201, body: known }
      made += 1
      const endpoint = {
        id: `wep_${made}`,
        url: json.url,
        status: 'disabled',
        event_categories: json.event_categories,
        public_key: pem(SIGNER.publicKey),
        key,
      }
      endpoints.push(endpoint)
      return { status: 201, body: endpoint }
    }
    const found = endpoints.find(({ id }) => call.endsWith(`/webhooks/${id}`))
    if (found === undefined) return null
    if (call.startsWith('PUT')) Object.assign(found, json)
    if (call.startsWith('DELETE')) endpoints.splice(endpoints.indexOf(found), 1)
    return { status: 200, body: found }
  }

  return {
    config: { url: `http://127.0.0.1:${sink.port}/v0`, apiKey: new Secret(API_KEY) },
    requests: sink.requests,
    endpoints,
    answer: (call, ...answers) => script.set(call, answers),
    reset() {
      script.clear()
      sink.requests.length = 0
      endpoints.length = 0
    },
    close: () => sink.close(),
  }
}

const NOT_FOUND: Answer = { status: 404, body: { code: 'Invalid', message: 'Unknown id' } }

function give(request: SunkRequest, response: ServerResponse, answer: Answer): void {
  if (typeof answer === 'function') answer(request, response)
  else
    response
      .writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
      .end(JSON.stringify(answer.body))
}

/** The answer is lost on its way: the work was done. */
export function lost(_request: SunkRequest, response: ServerResponse): void {
  response.destroy()
}

/** No answer, ever. */
export const silent: Answer = () => {}

export const SIGNER = generateKeyPairSync('rsa', { modulusLength: 2048 })

export function pem(key: KeyObject): string {
  return String(key.export({ type: 'spki', format: 'pem' }))
}

/** Signs as Bridge does: over the SHA-256 of `t.body`, which the signature hashes once more. */
export function signatureHeader(
  body: string,
  { t = String(Date.now()), key = SIGNER.privateKey }: { t?: string; key?: KeyObject } = {},
): string {
  const digest = createHash('sha256').update(`${t}.${body}`).digest()
  return `t=${t},v0=${sign('sha256', digest, key).toString('base64')}`
}

export interface EventFields {
  readonly id?: string
  readonly category?: string
  readonly objectId?: string
  readonly updatedAt?: string
}

/** The envelope of an event, with what belongs to a person inside. */
export function eventBody({
  id = 'wh_1',
  category = 'transfer',
  objectId = 'tr_1',
  updatedAt = '2026-09-01T10:00:00.000Z',
}: EventFields = {}): string {
  return JSON.stringify({
    api_version: 'v0',
    event_id: id,
    event_sequence: 17,
    event_category: category,
    event_type: `${category}.updated.status_transitioned`,
    event_object_id: objectId,
    event_object_status: 'funds_received',
    event_object: { id: objectId, state: 'funds_received', updated_at: updatedAt, first_name: 'Wilhelmina' },
    event_object_changes: {},
    event_created_at: '2026-09-01T10:00:01.000Z',
  })
}

/** A transfer as Bridge shows it. */
export function transferAnswer(fields: object = {}): Record<string, unknown> {
  return {
    id: 'tr_1',
    client_reference_id: 'ramp-1',
    state: 'awaiting_funds',
    on_behalf_of: 'cust_1',
    amount: '100.0',
    source: { payment_rail: 'ach_push', currency: 'usd' },
    created_at: '2026-09-01T09:00:00.000Z',
    updated_at: '2026-09-01T10:00:00.000Z',
    ...fields,
  }
}
