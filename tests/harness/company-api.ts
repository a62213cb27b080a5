import { connectChain } from '../../server/chains/connect.ts'
import { createTokens } from '../../server/chains/tokens.ts'
import { createClients } from '../../server/clients/create-clients.ts'
import type { ClientDeps } from '../../server/clients/deps.ts'
import type { PoolCounts } from '../../server/companies/contract.ts'
import { createKeyDirectory } from '../../server/companies/key-directory.ts'
import { companyRoutes } from '../../server/companies/routes.ts'
import { openVault } from '../../server/custody/vault.ts'
import { type Clock, wallClock } from '../../server/kernel/clock.ts'
import { type ChainConfig, loadConfig, type Profile } from '../../server/kernel/config.ts'
import { type Database, openDatabase } from '../../server/kernel/database.ts'
import type { Route } from '../../server/kernel/http/route.ts'
import { createHttpServer } from '../../server/kernel/http/server.ts'
import { createLogger, type Logger } from '../../server/kernel/log.ts'
import { joinNodes, type Node } from '../../server/kernel/node.ts'
import type { Sealer } from '../../server/kernel/sealer.ts'
import { createPartner } from '../../server/partner/create-partner.ts'
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

/** What a further room may be made of. */
export interface RouteBase {
  readonly db: Database
  readonly clock: Clock
  readonly log: Logger
  readonly node: Node
  readonly sealer: Sealer
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
  /** Calls of a further room. */
  readonly routes?: (base: RouteBase) => readonly Route[]
  /** Business time; default the wall clock. */
  readonly clock?: Clock
  /** Of clients: a partner of the test's own in memory; else the settings' one, if any. */
  readonly clients?: Partial<Pick<ClientDeps, 'partner' | 'hasOpenRamps' | 'approveCustomer'>>
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
  const followed = options.chain === undefined ? [] : chains
  const tokens = await createTokens(db, followed)
  const base = { config, db, clock: options.clock ?? wallClock, log, node, sealer }
  const people = createPeople({ ...base, passwordCost: options.passwordCost ?? PASSWORD_COST })
  const partner = createPartner(base)
  const clients = createClients({
    ...base,
    partner,
    hasOpenRamps: async () => false,
    ...options.clients,
  })
  const calls: Route[] = [
    ...companyRoutes({ ...base, chains, tokens, pools: options.pools ?? {} }),
    ...clients.routes,
    ...partner.routes,
    ...people.routes,
    ...(options.routes?.(base) ?? []),
  ]
  const portal = createPortal({ ...base, chains: followed, tokens })
  const server = await createHttpServer({
    ...base,
    keys: createKeyDirectory(db, log),
    sessions: people.sessions,
    routes: [...calls, ...portal.routes],
    sites: [portal.site],
    health: async () => ({ ready: true, checks: {} }),
  })
  const url = await server.listen()
  const loops = [...people.start(), ...partner.start(), ...clients.start(), ...portal.start()]
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
