import { Writable } from 'node:stream'
import { pino } from 'pino'
import { createKeyDirectory } from '../../server/companies/key-directory.ts'
import type { Levels } from '../../server/companies/keys/api-key.ts'
import { insertKey } from '../../server/companies/keys/insert-key.ts'
import { loadConfig } from '../../server/kernel/config.ts'
import type { Route } from '../../server/kernel/http/route.ts'
import { createHttpServer } from '../../server/kernel/http/server.ts'
import { newId } from '../../server/kernel/ids.ts'
import type { Logger } from '../../server/kernel/log.ts'
import { joinNodes } from '../../server/kernel/node.ts'
import type { CardWorld } from './card-world.ts'

export const OPERATOR_KEY = 'operator-key-of-the-tests-0123456789'

export interface CardReply {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Buffer
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: what a call answers is what its test asserts
  readonly body: any
}

export type CardCall = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<CardReply>

/** Routes of cards over HTTP on a world's database, vault and clock. Stop it before the world is dropped. */
export interface CardApi {
  readonly url: string
  /** Every line logged so far. */
  readonly logLines: readonly string[]
  /** Calls with a new key of the company: this level of cards and nothing else. */
  client(companyId: string, level?: 0 | 1 | 2 | 3): Promise<CardCall>
  /** Calls with no key, and with the operator's. */
  readonly anonymous: CardCall
  readonly operator: CardCall
  stop(): Promise<void>
}

/** `routes` may be made with the server's own log, so that what they log is seen too. */
export async function startCardApi(
  world: CardWorld,
  routes: readonly Route[] | ((log: Logger) => readonly Route[]),
): Promise<CardApi> {
  const { db, url: databaseUrl, clock, vault } = world
  const logLines: string[] = []
  const log = pino({ level: 'debug' }, collect(logLines))
  const node = await joinNodes(databaseUrl, log)
  const config = loadConfig({
    HOLDFAST_PROFILE: 'sandbox',
    PORT: '0',
    DATABASE_URL: databaseUrl,
    HOLDFAST_OPERATOR_KEY: OPERATOR_KEY,
    HOLDFAST_VAULT_KEY: '11'.repeat(32),
    HOLDFAST_RATE_LIMIT: 'off',
    HOLDFAST_POLYGON_RPC_URL: 'http://127.0.0.1:1',
    HOLDFAST_BSC_RPC_URL: 'http://127.0.0.1:1',
  })
  const server = await createHttpServer({
    config: { ...config, cards: world.config },
    db,
    clock,
    log,
    node,
    sealer: vault.sealer,
    keys: createKeyDirectory(db, log),
    routes: typeof routes === 'function' ? routes(log) : routes,
    health: async () => ({ ready: true, checks: {} }),
  })
  const url = await server.listen()
  return {
    url,
    logLines,
    anonymous: caller(url, null),
    operator: caller(url, OPERATOR_KEY),
    async client(companyId, level = 3) {
      const levels: Levels = { treasury: 0, virtual_wallets: 0, cards: level, management: 0 }
      const key = { name: `key ${newId()}`, levels, ipAllowList: [], expiresAt: null, createdBy: null }
      const { text } = await db.transaction().execute((tx) => insertKey(tx, companyId, key, clock.now()))
      return caller(url, text)
    },
    async stop() {
      await server.close()
      await node.stop()
    },
  }
}

function collect(lines: string[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
}

function caller(url: string, key: string | null): CardCall {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(key !== null && { 'x-api-key': key }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    const text = bytes.toString()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      text,
      body: isJson && text !== '' ? JSON.parse(text) : null,
    }
  }
}
