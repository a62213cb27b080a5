import { timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { isFields } from '../../network/fields.ts'
import type { Json } from '../records.ts'
import type { World } from '../world.ts'
import { type Fault, faultsOfCall, refusalOf } from './faults.ts'
import { answerOnce } from './idempotency.ts'
import { Problem } from './problem.ts'
import { type ApiRoute, type Matched, matchRoute } from './route.ts'

const BODY_BYTES_MAX = 128 * 1024 * 1024
const KEY_CHARACTERS_MAX = 255

/** A call that the partner's API does not have: controls and pages. */
export interface OtherRoute {
  readonly method: 'GET' | 'POST'
  /** With braces, from the root. */
  readonly path: string
  answer(call: OtherCall): Promise<Reply> | Reply
}

export interface OtherCall {
  readonly world: World
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: string
}

export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface ServedApi {
  readonly world: World
  readonly apiKey: string
  /** Under /v0. */
  readonly api: readonly ApiRoute[]
  readonly others: readonly OtherRoute[]
}

/** Answers what comes to a server that listens already. */
export function serveApi(server: Server, served: ServedApi): void {
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    respond(served, request, response).catch((error: unknown) => {
      served.world.log.error({ err: error }, 'the partner could not answer')
      if (response.headersSent) response.destroy()
      else
        send(
          response,
          json(500, { errors: [{ code: 'unexpected', message: 'An unexpected error occurred' }] }),
        )
    })
  })
}

export async function stopServer(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}

async function respond(served: ServedApi, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://partner')
  const method = request.method ?? 'GET'
  const body = await readText(request)
  if (body === null)
    return send(response, json(413, { code: 'bad_request', message: 'The body is too large' }))
  if (pathname.startsWith('/v0/')) {
    const path = pathname.slice('/v0'.length)
    return respondApi(served, { request, response, method, path, query, body })
  }
  const matched = matchRoute(served.others, method, pathname)
  if (matched === null) return send(response, json(404, { code: 'not_found', message: 'No such page' }))
  const { world } = served
  send(response, await answered(() => matched.route.answer({ world, params: matched.params, query, body })))
}

/** A Problem as what it says. */
async function answered(make: () => Promise<Reply> | Reply): Promise<Reply> {
  try {
    return await make()
  } catch (error) {
    if (error instanceof Problem) return problemReply(error)
    throw error
  }
}

interface ApiRequest {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: string
}

async function respondApi(served: ServedApi, asked: ApiRequest): Promise<void> {
  const { response, method, path } = asked
  const faults = faultsOfCall(served.world, method, path)
  const wait = faults.reduce((sum, { kind, delay_ms }) => sum + (kind === 'delay' ? delay_ms : 0), 0)
  if (wait > 0) await delay(wait)
  const reply = await answered(() => apiReply(served, asked, faults))
  if (faults.some(({ kind }) => kind === 'lost_answer')) response.destroy()
  else send(response, reply)
}

function apiReply({ world, apiKey, api }: ServedApi, asked: ApiRequest, faults: readonly Fault[]): Reply {
  const { request, method, path, query } = asked
  checkKey(apiKey, request.headers['api-key'])
  for (const fault of faults) {
    const refusal = refusalOf(fault)
    if (refusal !== null) throw refusal
  }
  const matched = matchRoute(api, method, path)
  if (matched === null) throw new Problem(404, { code: 'Invalid', message: 'Unknown resource' })
  const call = { world, params: matched.params, query, body: parseBody(asked) }
  const make = () => matched.route.answer(call)
  const { status, body } = isKeyed(matched)
    ? answerOnce(world, { path, key: keyOf(request), body: call.body }, make)
    : world.store.commit(make)
  return json(status, body)
}

function isKeyed({ route }: Matched<ApiRoute>): boolean {
  return route.method === 'POST' && route.unkeyed !== true
}

function checkKey(apiKey: string, given: string | string[] | undefined): void {
  const refusal = (code: string, word: string) =>
    new Problem(401, { code, location: 'header', name: 'Api-Key', message: `${word} Api-Key header` })
  if (typeof given !== 'string' || given === '') throw refusal('required', 'Missing')
  const [one, other] = [Buffer.from(given), Buffer.from(apiKey)]
  if (one.length !== other.length || !timingSafeEqual(one, other)) throw refusal('invalid', 'Invalid')
}

function keyOf(request: IncomingMessage): string {
  const key = request.headers['idempotency-key']?.toString().trim() ?? ''
  if (key !== '' && key.length <= KEY_CHARACTERS_MAX) return key
  throw new Problem(400, {
    code: 'required',
    location: 'header',
    name: 'Idempotency-Key',
    message: 'Missing Idempotency-Key header',
  })
}

function parseBody({ method, body }: ApiRequest): Json {
  if (body.trim() === '' || method === 'GET' || method === 'DELETE') return {}
  const parsed = parseJson(body)
  if (isFields(parsed)) return parsed
  throw new Problem(400, { code: 'bad_request', message: 'The body is no JSON object' })
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

function problemReply({ status, body, headers }: Problem): Reply {
  return json(status, body, headers)
}

function send(response: ServerResponse, { status, headers = {}, body }: Reply): void {
  response.writeHead(status, headers).end(body)
}

/** Null: larger than anybody sends. */
async function readText(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_BYTES_MAX) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
