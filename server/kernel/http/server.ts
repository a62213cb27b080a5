import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { type Database, isPoolExhausted } from '../database.ts'
import { newTraceId } from '../ids.ts'
import type { Logger } from '../log.ts'
import { startLoop } from '../loop.ts'
import { httpDuration } from '../metrics.ts'
import type { Node } from '../node.ts'
import { type Refusal, refuse } from '../refusal.ts'
import type { Sealer } from '../sealer.ts'
import { type RequestTrace, traceRequest } from '../trace.ts'
import { type Answer, refusalAnswer } from './answer.ts'
import { answerHeaders } from './answer-headers.ts'
import { createAuthentication, type KeyDirectory, type SessionDirectory } from './authenticate.ts'
import { createCallHandler } from './call-handler.ts'
import { answerBrokenRequest } from './client-error.ts'
import { registerDocs } from './docs.ts'
import { malformed } from './fields.ts'
import { eraseOldKeys } from './idempotency-store.ts'
import { normaliseAddress } from './ip-address.ts'
import { operationOf } from './operation.ts'
import { audienceOf } from './portal-page.ts'
import { createRateLimiter, isExempt } from './rate-limit.ts'
import type { Route } from './route.ts'
import { registerSite, type Site } from './site.ts'
import { type Health, registerWatching } from './watching.ts'
import { createWriter, type Writer } from './write-call.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Known once the key is; for the log line. */
    companyId: string | null
    /** Null before the call is let in: then nothing is traced. */
    trace: RequestTrace | null
  }
}

export interface HttpServerDeps {
  readonly config: Config
  readonly db: Database
  readonly clock: Clock
  readonly log: Logger
  readonly node: Node
  readonly sealer: Sealer
  readonly keys: KeyDirectory
  /** Without it nobody signs in: keys alone. */
  readonly sessions?: SessionDirectory
  readonly routes: readonly Route[]
  /** Pages for browsers; without them there are none. */
  readonly sites?: readonly Site[]
  readonly health: () => Promise<Health>
}

export interface HttpServer {
  /** @returns the URL it listens at. */
  listen(): Promise<string>
  /** Takes no new calls, finishes those in flight. */
  close(): Promise<void>
}

const REQUEST_TIMEOUT_MS = 60_000
const ERASE_EVERY_MS = 60_000
const FREE_EVERY_MS = 1_000

/** The wire of the platform: everything the contract says about all calls, around routes that are data. */
export async function createHttpServer(deps: HttpServerDeps): Promise<HttpServer> {
  const { config, db, log } = deps
  const state = { closing: false }
  const app = createFastify(deps, state)
  const routes = deps.routes.filter((route) => route.sandboxOnly !== true || config.profile === 'sandbox')
  registerWatching(app, deps, state)
  await registerDocs(app, routes)
  const writer = createWriter({
    ...deps,
    writesPerCompanyMax: writesPerCompanyMax(config.databasePoolSize),
  })
  registerRoutes(app, { ...deps, writer }, routes, state)
  for (const site of deps.sites ?? []) registerSite(app, site)
  const endSilent = watchSilent(app.server, state)
  await app.ready()
  const erasing = startLoop({
    name: 'erase-idempotency-keys',
    everyMs: ERASE_EVERY_MS,
    run: () => eraseOldKeys(db),
    log,
  })
  const freeing = startLoop({
    name: 'free-idempotency-keys',
    everyMs: FREE_EVERY_MS,
    run: () => writer.freeStranded(),
    log,
  })
  return {
    listen: () => app.listen({ host: config.host, port: config.port }),
    async close() {
      state.closing = true
      endSilent()
      await Promise.all([app.close(), erasing.stop()])
      await freeing.stop()
    },
  }
}

/**
 * Browsers connect ahead of what they will ask. On such a connection nothing is under way, yet Node waits for its request when it
 * closes. @returns what ends those that are open.
 */
function watchSilent(server: Server, state: { closing: boolean }): () => void {
  const silent = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    if (state.closing) socket.destroy()
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  server.on('request', ({ socket }) => silent.delete(socket))
  return () => {
    for (const socket of silent) socket.destroy()
  }
}

function createFastify({ config, log }: HttpServerDeps, state: { closing: boolean }): FastifyInstance {
  const always = answerHeaders(config)
  const answer = (reply: FastifyReply, refusal: Refusal) =>
    send(reply, refusalAnswer(refusal, reply.request.id, audienceOf(reply.request.headers)), state)
  const app = Fastify({
    logger: false,
    genReqId: newTraceId,
    // The proxy in front is the one peer that is believed; what stands left of its own entry anybody may have written.
    trustProxy: config.trustProxy ? (_address: string, hop: number) => hop === 0 : false,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { requireHostHeader: false },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 16_384 },
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, always, log),
    frameworkErrors: (_error, request, reply) => {
      reply.headers(always)
      answer(reply, malformed('The path is not percent-encoded UTF-8: write % as %25'))
      logCall(log, request, reply)
    },
  })
  app.decorateRequest('companyId', null)
  app.decorateRequest('trace', null)
  app.removeAllContentTypeParsers()
  // The body is left unread here: whoever may not call must not make us read it (call-handler.ts reads it).
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  const limit = config.rateLimit.enabled ? createRateLimiter(config.rateLimit) : null
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...always, 'x-trace-id': request.id })
    // Whatever it says, the body is read as JSON: a malformed one must not be refused before that.
    delete request.raw.headers['content-type']
    // Here and not in a not-found handler: Fastify judges some methods (QUERY) by their headers before it gets there.
    if (request.is404) return answer(reply, refuse('ROUTE_NOT_FOUND'))
    if (limit === null || isExempt(pathOf(request.url))) return
    const refusal = limit.take(normaliseAddress(request.ip))
    if (refusal !== null) return answer(reply, refusal)
  })
  app.addHook('onResponse', async (request, reply) => logCall(log, request, reply))
  app.setErrorHandler((err, request, reply) => {
    if (isPoolExhausted(err)) {
      log.warn({ traceId: request.id }, 'no database connection became free in time')
      return answer(reply, refuse('AT_CAPACITY', { n: '1' }))
    }
    log.error({ err, traceId: request.id }, 'unexpected failure')
    return answer(reply, refuse('UNEXPECTED'))
  })
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  return app
}

/** A quarter of the pool: what waits for a lock that another has, waits with its connection. */
function writesPerCompanyMax(poolSize: number): number {
  return Math.max(1, Math.floor(poolSize / 4))
}

function registerRoutes(
  app: FastifyInstance,
  deps: HttpServerDeps & { readonly writer: Writer },
  routes: readonly Route[],
  state: { closing: boolean },
): void {
  const { config } = deps
  const { rateLimit } = config
  const callDeps = {
    ...deps,
    authentication: createAuthentication(config, deps.keys, deps.sessions),
    companyLimit: rateLimit.enabled
      ? createRateLimiter({ ...rateLimit, requestsPerSecond: rateLimit.companyRequestsPerSecond })
      : null,
  }
  let inFlight = 0
  for (const route of routes) {
    if ('level' in route.access && route.access.level !== undefined) operationOf(route)
    const handle = createCallHandler(callDeps, route)
    app.route({
      method: route.method,
      url: route.path.replace(/\{(\w+)\}/g, ':$1'),
      handler: async (request, reply) => {
        if (inFlight >= config.requestsInFlightMax)
          return send(
            reply,
            refusalAnswer(refuse('AT_CAPACITY', { n: '1' }), request.id, audienceOf(request.headers)),
            state,
          )
        inFlight += 1
        const trace = traceRequest(request.id)
        request.trace = trace
        try {
          return send(reply, await trace.run(() => handle(request)), state)
        } finally {
          inFlight -= 1
        }
      },
    })
  }
}

function send(reply: FastifyReply, answer: Answer, state: { closing: boolean }): FastifyReply {
  reply.code(answer.status).header('x-trace-id', answer.traceId).header('cache-control', 'no-store')
  reply.headers({ ...answer.headers })
  // A connection kept alive would keep a closing server from ending. A stream may end after the server has begun to.
  if (state.closing || answer.body instanceof Readable) reply.header('connection', 'close')
  if (answer.body === null) return reply.send()
  return reply
    .header('content-type', answer.contentType ?? 'application/json; charset=utf-8')
    .send(answer.body)
}

/** One line per call. The route's pattern, never the URL: a query may hold what belongs to people. */
function logCall(log: Logger, request: FastifyRequest, reply: FastifyReply): void {
  const route = request.routeOptions.url ?? 'none'
  const labels = { method: request.method, route, status: reply.statusCode }
  httpDuration.observe(labels, reply.elapsedTime / 1000)
  request.trace?.end(
    `${request.method} ${route}`,
    {
      'http.request.method': request.method,
      'http.route': route,
      'http.response.status_code': reply.statusCode,
      'holdfast.company_id': request.companyId ?? undefined,
    },
    reply.statusCode >= 500,
  )
  log.info(
    {
      traceId: reply.getHeader('x-trace-id'),
      ...labels,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      companyId: request.companyId,
    },
    'call',
  )
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url
}
