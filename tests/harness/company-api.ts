import { connectChain } from '../../server/chains/connect.ts'
import { createTokens } from '../../server/chains/tokens.ts'
import type { PoolCounts } from '../../server/companies/contract.ts'
import { createKeyDirectory } from '../../server/companies/key-directory.ts'
import { companyRoutes } from '../../server/companies/routes.ts'
import { openVault } from '../../server/custody/vault.ts'
import { wallClock } from '../../server/kernel/clock.ts'
import { type ChainConfig, loadConfig, type Profile } from '../../server/kernel/config.ts'
import { openDatabase } from '../../server/kernel/database.ts'
import { createHttpServer } from '../../server/kernel/http/server.ts'
import { createLogger, type Logger } from '../../server/kernel/log.ts'
import { joinNodes } from '../../server/kernel/node.ts'
import type { Sealer } from '../../server/kernel/sealer.ts'
import { createPeople } from '../../server/people/create-people.ts'
import { createPortal } from '../../server/portal/create-portal.ts'
import { freshDatabase, type TestDatabase } from './database.ts'

const OPERATOR_KEY = 'operator-key-of-the-tests-0123456789'

export interface Reply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: what a call answers is what its test asserts
  readonly body: any
}

/** Calls with one key. `ip` is the address of the caller, as a proxy would report it. */
export type Caller = (method: string, path: string, body?: unknown, ip?: string) => Promise<Reply>

export interface TestCompany {
  readonly id: string
  readonly key: string
  readonly call: Caller
}

/** The company calls, people's too, served over HTTP on a database of their own. Stop it in afterAll. */
export interface CompanyApi extends TestDatabase {
  readonly apiUrl: string
  readonly sealer: Sealer
  readonly operator: Caller
  with(key: string): Caller
  company(fields?: object): Promise<TestCompany>
  stop(): Promise<void>
}

export interface CompanyApiOptions {
  readonly profile?: Profile
  readonly pools?: PoolCounts
  readonly chain?: ChainConfig
  /** Further settings. */
  readonly env?: Readonly<Record<string, string>>
  readonly log?: Logger
  /** Connections that the server has; without it those of the test's own pool. */
  readonly poolSizeMax?: number
  /** scrypt's N; so small by default that a person is there in milliseconds. */
  readonly passwordCost?: number
}

const PASSWORD_COST = 2 ** 4

export async function startCompanyApi(options: CompanyApiOptions = {}): Promise<CompanyApi> {
  const database = await freshDatabase()
  const { poolSizeMax } = options
  const db =
    poolSizeMax === undefined
      ? database.db
      : openDatabase({ url: database.url, poolSizeMax, statementTimeoutMs: 60_000, onError: () => {} })
  const config = loadConfig({
    HOLDFAST_PROFILE: options.profile ?? 'sandbox',
    PORT: '0',
    DATABASE_URL: database.url,
    HOLDFAST_OPERATOR_KEY: OPERATOR_KEY,
    HOLDFAST_VAULT_KEY: '11'.repeat(32),
    HOLDFAST_RATE_LIMIT: 'off',
    HOLDFAST_TRUST_PROXY: 'on',
    HOLDFAST_POLYGON_RPC_URL: 'http://127.0.0.1:1',
    HOLDFAST_BSC_RPC_URL: 'http://127.0.0.1:1',
    ...options.env,
  })
  const log = options.log ?? createLogger('silent')
  const node = await joinNodes(database.url, log)
  const { sealer } = await openVault(db, config.vaultKey)
  const chains = (options.chain === undefined ? config.chains : [options.chain]).map((config) =>
    connectChain(config),
  )
  // Without a chain of its own a test has no tokens: their calls would ask a node.
  const tokens = await createTokens(db, options.chain === undefined ? [] : chains)
  const base = { config, db, clock: wallClock, log, node, sealer }
  const people = createPeople({ ...base, passwordCost: options.passwordCost ?? PASSWORD_COST })
  const calls = [...companyRoutes({ ...base, chains, tokens, pools: options.pools ?? {} }), ...people.routes]
  const portal = createPortal({ ...base, chains, tokens, calls })
  const server = await createHttpServer({
    ...base,
    keys: createKeyDirectory(db, log),
    sessions: people.sessions,
    routes: [...calls, ...portal.routes],
    site: portal.site,
    health: async () => ({ ready: true, checks: {} }),
  })
  const url = await server.listen()
  const loops = [...people.start(), ...portal.start()]
  const callWith = (key: string): Caller => caller(url, { 'x-api-key': key })
  const operator = callWith(OPERATOR_KEY)
  let companies = 0
  return {
    ...database,
    apiUrl: url,
    sealer,
    operator,
    with: callWith,
    async company(fields = {}) {
      companies += 1
      const { body } = await operator('POST', '/management/companies', {
        name: `Company ${companies}`,
        ...fields,
      })
      return { id: body.id, key: body.api_key, call: callWith(body.api_key) }
    },
    async stop() {
      portal.stop()
      await server.close()
      await Promise.all(loops.map((loop) => loop.stop()))
      await node.stop()
      if (db !== database.db) await db.destroy()
      await database.drop()
    },
  }
}

export function caller(url: string, headers: Readonly<Record<string, string>>): Caller {
  return async (method, path, body, ip) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(ip === undefined ? {} : { 'x-forwarded-for': ip }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text) }
  }
}
