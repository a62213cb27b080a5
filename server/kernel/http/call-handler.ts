import type { FastifyRequest } from 'fastify'
import { spellChain } from '../chain-spelling.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Database } from '../database.ts'
import { isId } from '../ids.ts'
import { isRefusal, type Refusal } from '../refusal.ts'
import type { Sealer } from '../sealer.ts'
import { type Answer, refusalAnswer, successAnswer } from './answer.ts'
import { type Authentication, authorise, type Identity, NO_COMPANY, readCredentials } from './authenticate.ts'
import { malformed } from './fields.ts'
import type { KeyedCall } from './idempotency-store.ts'
import { normaliseAddress } from './ip-address.ts'
import { canonicalJson, parseBody, textProblem } from './json-body.ts'
import { audienceOf, type PortalPage, readPortalPage } from './portal-page.ts'
import { parseQuery } from './query.ts'
import type { RateLimiter } from './rate-limit.ts'
import { readBytes } from './read-bytes.ts'
import type { Call, RawRoute, Route } from './route.ts'
import { anyObject, bodyShape, queryShape } from './shape.ts'
import type { Writer } from './write-call.ts'

const BODY_BYTES_MAX = 1_048_576
const USER_AGENT_CHARACTERS_MAX = 300
const IMAGES_BYTES_MAX = 33_554_432

export interface CallDeps {
  readonly config: Pick<Config, 'profile' | 'publicUrl'>
  readonly db: Database
  readonly clock: Clock
  readonly sealer: Sealer
  readonly authentication: Authentication
  readonly companyLimit: RateLimiter | null
  readonly writer: Writer
}

type AnyCall = Call<never, never>

/**
 * What answers one route, in the contract's order: (route and the limit per address are behind us) key, limit of the
 * company, level, shape of body and query, idempotency, and then the handler: ids in the path, domain.
 */
export function createCallHandler(
  deps: CallDeps,
  route: Route,
): (request: FastifyRequest) => Promise<Answer> {
  return 'respond' in route ? (request) => answerRaw(deps, route, request) : answerKeyed(deps, route)
}

function answerKeyed(
  deps: CallDeps,
  route: Exclude<Route, RawRoute>,
): (request: FastifyRequest) => Promise<Answer> {
  const readShape = createShapeReader(route)
  return async (request) => {
    const traceId = request.id
    const answer = await attempt()
    return isRefusal(answer) ? refusalAnswer(answer, traceId, audienceOf(request.headers)) : answer

    async function attempt(): Promise<Answer | Refusal> {
      const page = readPortalPage(request, deps.config)
      if (isRefusal(page)) return page
      const identity = await deps.authentication.identify(
        route,
        readCredentials(request.headers, page),
        normaliseAddress(request.ip),
      )
      if (isRefusal(identity)) return identity
      request.companyId = identity.companyId
      if (identity.companyId !== NO_COMPANY) {
        const limited = deps.companyLimit?.take(whoseLimit(identity, page)) ?? null
        if (limited !== null) return limited
      }
      const denied = authorise(route, identity.caller)
      if (denied !== null) return denied
      const input = await readShape(request)
      if (isRefusal(input)) return input
      const call: AnyCall = {
        ...identity,
        traceId,
        params: input.params,
        body: input.body as never,
        query: input.query as never,
        now: deps.clock.now(),
        apiVersion: request.headers['x-api-version'] === '2' ? 2 : 1,
        isKeyed: idempotencyTexts(request).length > 0,
        origin: `${request.protocol}://${request.host}`,
        userAgent: request.headers['user-agent']?.slice(0, USER_AGENT_CHARACTERS_MAX) ?? null,
        page,
      }
      if ('read' in route) {
        const result = await route.read(deps.db, call)
        return isRefusal(result) ? result : successAnswer(route.status ?? 200, result, traceId)
      }
      const isKeyless = 'open' in route.access || route.method === 'GET'
      const key = isKeyless ? null : keyedCall(deps.sealer, route, call, request, input.parsed)
      return isRefusal(key) ? key : deps.writer.run(route, call, key)
    }
  }
}

/** Whoever looks at pages that refresh themselves must not use up what the company's programs may call: each session of the portal has as much. */
function whoseLimit({ companyId, caller }: Identity, page: PortalPage | null): string {
  return page === null ? companyId : `${companyId} ${caller.session?.toString('hex')}`
}

async function answerRaw(deps: CallDeps, route: RawRoute, request: FastifyRequest): Promise<Answer> {
  const receivedAt = performance.now()
  const traceId = request.id
  const bytes = await readBytes(request.raw, BODY_BYTES_MAX)
  const { headers } = request
  const params = request.params as Record<string, string>
  const result = isRefusal(bytes)
    ? bytes
    : await route.respond({ bytes, headers, params, traceId, now: deps.clock.now(), receivedAt })
  return isRefusal(result) ? refusalAnswer(result, traceId) : successAnswer(200, result, traceId)
}

interface Input {
  readonly params: Readonly<Record<string, string>>
  readonly body: unknown
  readonly query: unknown
  /** The body as parsed, before its shape dropped unknown fields: two requests are the same when these are. */
  readonly parsed: unknown
}

/** A body is read where one is declared, and on POST, PUT and PATCH in any case; on GET and DELETE else it is ignored. */
function createShapeReader(route: Route): (request: FastifyRequest) => Promise<Input | Refusal> {
  const bodyIsRead = route.body !== undefined || !['GET', 'DELETE'].includes(route.method)
  const body = route.body === undefined ? null : route.bodyReadByHandler ? anyObject : bodyShape(route.body)
  const query = route.query === undefined ? null : queryShape(route.query)
  const bytesMax = route.takesImages ? IMAGES_BYTES_MAX : BODY_BYTES_MAX

  return async (request) => {
    const params = request.params as Record<string, string>
    for (const value of Object.values(params)) {
      const problem = textProblem(value)
      if (problem !== null) return problem
    }
    let parsed: unknown = {}
    if (bodyIsRead) {
      const bytes = await readBytes(request.raw, bytesMax)
      if (isRefusal(bytes)) return bytes
      parsed = parseBody(bytes)
      if (isRefusal(parsed)) return parsed
    }
    const readBody = body === null ? {} : body.read(parsed)
    if (isRefusal(readBody)) return readBody
    const texts = parseQuery(request.url)
    if (isRefusal(texts)) return texts
    const readQuery = query === null ? {} : query.read(texts)
    if (isRefusal(readQuery)) return readQuery
    return { params, body: readBody, query: readQuery, parsed }
  }
}

const PRINTABLE_ASCII = /^[\x20-\x7e]{1,255}$/

/** The idempotency key of a call, hashed; null when it has none. */
function keyedCall(
  sealer: Sealer,
  route: Route,
  call: AnyCall,
  request: FastifyRequest,
  parsed: unknown,
): KeyedCall | null | Refusal {
  const texts = idempotencyTexts(request)
  const [text] = texts
  if (text === undefined) return null
  if (texts.some((other) => other !== text))
    return malformed('Idempotency-Key and x-idempotency-key are one header: send one of them')
  if (!PRINTABLE_ASCII.test(text))
    return malformed('Idempotency-Key must be 1 to 255 printable ASCII characters')
  const { companyId } = call
  const place = JSON.stringify([
    companyId,
    route.method,
    route.path,
    Object.entries(call.params).map(oneSpelling),
    text,
  ])
  return {
    companyId,
    keyHash: sealer.keyedHash('idempotency-key', place),
    requestHash: sealer.keyedHash('idempotency-request', canonicalJson(parsed)),
  }
}

/** Ids and names of chains are read in either case: the same call in another spelling must not be another one. */
function oneSpelling([name, value]: [string, string]): [string, string] {
  if (name === 'blockchain') return [name, spellChain(value)]
  return [name, isId(value) ? value.toLowerCase() : value]
}

function idempotencyTexts(request: FastifyRequest): string[] {
  return [request.headers['idempotency-key'], request.headers['x-idempotency-key']]
    .flat()
    .map((text) => text?.trim() ?? '')
    .filter((text) => text !== '')
}
