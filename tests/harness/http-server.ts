import { randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { createSealer } from '../../server/custody/sealer.ts'
import { wallClock } from '../../server/kernel/clock.ts'
import { type Config, loadConfig } from '../../server/kernel/config.ts'
import type { Database } from '../../server/kernel/database.ts'
import type { KeyIdentity, SessionIdentity } from '../../server/kernel/http/authenticate.ts'
import type { Route } from '../../server/kernel/http/route.ts'
import { createHttpServer, type HttpServerDeps } from '../../server/kernel/http/server.ts'
import { joinNodes } from '../../server/kernel/node.ts'
import { Secret } from '../../server/kernel/secret.ts'
import { freshDatabase, type TestDatabase } from './database.ts'

export const OPERATOR_KEY = 'operator-key-of-the-tests-0123456789'

/** The company's own key with level 3 everywhere, known to every test server. */
export const ADMIN: KeyIdentity = {
  companyId: '01890000-0000-7000-8000-000000000001',
  keyId: '01890000-0000-7000-8000-00000000000a',
  name: 'admin',
  levels: { treasury: 3, virtual_wallets: 3, cards: 3, management: 3 },
  ipAllowList: [],
}

export interface Response {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Of the text; undefined when there are no bytes. */
  readonly json: unknown
}

export interface Request {
  readonly body?: unknown
  /** Sent as it is, instead of `body`. */
  readonly bytes?: string | Buffer
  /** Default 'admin'; null sends none. */
  readonly key?: string | null
  readonly headers?: Readonly<Record<string, string>>
}

export interface TestServer {
  readonly url: string
  readonly database: TestDatabase
  readonly deps: HttpServerDeps
  /** Every line logged so far. */
  readonly logLines: readonly string[]
  call(method: string, path: string, request?: Request): Promise<Response>
  /** A second node on the same database, with the same keys and vault. */
  another(routes: readonly Route[], config?: Partial<Config>): Promise<TestServer>
  close(): Promise<void>
}

export interface TestServerOptions {
  readonly routes: readonly Route[]
  /** By key text; 'admin' is always there. */
  readonly keys?: Readonly<Record<string, KeyIdentity>>
  /** By the text of the session. */
  readonly sessions?: Readonly<Record<string, SessionIdentity>>
  readonly config?: Partial<Config>
  readonly health?: HttpServerDeps['health']
  readonly site?: HttpServerDeps['site']
  /** Instead of the fresh database's pool. */
  readonly db?: Database
}

/** The HTTP kernel on a real socket over a database of its own, with routes that the test brings. */
export async function startTestServer(options: TestServerOptions): Promise<TestServer> {
  const database = await freshDatabase()
  const master = new Secret(randomBytes(32))
  const server = await start(database, master, options)
  return {
    ...server,
    async close() {
      await server.close()
      await database.drop()
    },
  }
}

export function testConfig(databaseUrl: string): Config {
  return loadConfig({
    DATABASE_URL: databaseUrl,
    PORT: '0',
    HOLDFAST_OPERATOR_KEY: OPERATOR_KEY,
    HOLDFAST_VAULT_PASSPHRASE: 'correct horse battery staple',
    HOLDFAST_RATE_LIMIT: 'off',
    HOLDFAST_POLYGON_RPC_URL: 'http://127.0.0.1:1',
    HOLDFAST_BSC_RPC_URL: 'http://127.0.0.1:1',
  })
}

async function start(
  database: TestDatabase,
  master: Secret<Buffer>,
  options: TestServerOptions,
): Promise<TestServer> {
  const logLines: string[] = []
  const lines = new Writable({
    write(chunk, _encoding, done) {
      logLines.push(String(chunk))
      done()
    },
  })
  const log = pino({ level: 'debug' }, lines)
  const node = await joinNodes(database.url, log)
  const keys = new Map(Object.entries({ admin: ADMIN, ...options.keys }))
  const deps: HttpServerDeps = {
    config: { ...testConfig(database.url), ...options.config },
    db: options.db ?? database.db,
    clock: wallClock,
    log,
    node,
    sealer: createSealer(master),
    keys: { find: async (text) => keys.get(text) ?? null },
    sessions: { find: async (text) => options.sessions?.[text] ?? null },
    routes: options.routes,
    health: options.health ?? (async () => ({ ready: true, checks: {} })),
    ...(options.site === undefined ? {} : { site: options.site }),
  }
  const server = await createHttpServer(deps)
  const url = await server.listen()
  return {
    url,
    database,
    deps,
    logLines,
    call: (method, path, request) => call(url, method, path, request),
    another: (routes, config = {}) =>
      start(database, master, { ...options, routes, config: { ...options.config, ...config } }),
    async close() {
      await server.close()
      await node.stop()
    },
  }
}

async function call(
  url: string,
  method: string,
  path: string,
  { body, bytes, key = 'admin', headers = {} }: Request = {},
): Promise<Response> {
  const sent = bytes ?? (body === undefined ? null : JSON.stringify(body))
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: { ...(key === null ? {} : { 'x-api-key': key }), ...headers },
    body: typeof sent === 'string' ? sent : sent === null ? null : new Uint8Array(sent),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson && text !== '' ? JSON.parse(text) : undefined,
  }
}
