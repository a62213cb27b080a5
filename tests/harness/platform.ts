import { type App, createApp } from '../../server/app.ts'
import { GAS_KEY_PATH } from '../../server/custody/derivation.ts'
import { type Clock, wallClock } from '../../server/kernel/clock.ts'
import { type Config, loadConfig } from '../../server/kernel/config.ts'
import { createLogger } from '../../server/kernel/log.ts'
import { startTestChain, type TestChain, type TestChainOptions } from './anvil.ts'
import { freshDatabase, type TestDatabase } from './database.ts'
import { call, type Reply } from './wire.ts'

const OPERATOR_KEY = 'operator-key-of-the-tests-0123456789'
const GAS_WEI = 10_000n * 10n ** 18n

export interface PlatformCompany {
  readonly id: string
  /** Level 3 everywhere. */
  readonly key: string
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply>
}

/** The whole platform in this process, over HTTP, on a database and chains of its own. Stop it in afterAll. */
export interface TestPlatform extends TestDatabase {
  readonly app: App
  /** Where it listens; `url` is its database. */
  readonly apiUrl: string
  readonly config: Config
  readonly chains: Readonly<Record<'POLYGON' | 'BSC', TestChain>>
  operator(method: string, path: string, body?: unknown): Promise<Reply>
  company(fields?: object): Promise<PlatformCompany>
  /** Stops the platform in good order and starts it again on the same data. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface TestPlatformOptions {
  readonly clock?: Clock
  /** Default: a block for each transaction would hide races, so blocks come when the test mines. */
  readonly mining?: TestChainOptions['mining']
  readonly chain?: TestChainOptions['config']
  /** Further settings. */
  readonly env?: Readonly<Record<string, string>>
}

export async function startTestPlatform(options: TestPlatformOptions = {}): Promise<TestPlatform> {
  const { mining = 'manual', chain = {}, clock = wallClock, env = {} } = options
  const [database, POLYGON, BSC] = await Promise.all([
    freshDatabase(),
    startTestChain({ name: 'POLYGON', mining, config: chain }),
    startTestChain({ name: 'BSC', mining, config: chain }),
  ])
  const chains = { POLYGON, BSC }
  const config = { ...platformConfig(database.url, env), chains: [POLYGON.config, BSC.config] }
  const begin = async () => {
    const app = await createApp({ config, clock, log: createLogger('silent') })
    return { app, url: (await app.start()).url }
  }
  let running = await begin()
  await fundGas(running.app, [POLYGON, BSC])
  const callWith =
    (key: string) =>
    (method: string, path: string, body?: unknown, headers = {}) =>
      call(running.url, key, method, path, body, headers)
  const operator = callWith(OPERATOR_KEY)
  let companies = 0
  return {
    ...database,
    get app() {
      return running.app
    },
    get apiUrl() {
      return running.url
    },
    config,
    chains,
    operator,
    async company(fields = {}) {
      companies += 1
      const { body } = await operator('POST', '/management/companies', {
        name: `Company ${companies}`,
        ...fields,
      })
      return { id: body.id, key: body.api_key, call: callWith(body.api_key) }
    },
    async restart() {
      await running.app.stop()
      running = await begin()
    },
    async stop() {
      await running.app.stop()
      await Promise.all([POLYGON.stop(), BSC.stop()])
      await database.drop()
    },
  }
}

function platformConfig(databaseUrl: string, env: Readonly<Record<string, string>>): Config {
  return loadConfig({
    HOLDFAST_PROFILE: 'sandbox',
    PORT: '0',
    DATABASE_URL: databaseUrl,
    HOLDFAST_OPERATOR_KEY: OPERATOR_KEY,
    HOLDFAST_VAULT_KEY: '11'.repeat(32),
    HOLDFAST_POLYGON_RPC_URL: 'http://127.0.0.1:1',
    HOLDFAST_BSC_RPC_URL: 'http://127.0.0.1:1',
    ...env,
  })
}

async function fundGas(app: App, chains: readonly TestChain[]): Promise<void> {
  for (const chain of chains) {
    await chain.sendCoin(app.vault.address(GAS_KEY_PATH), GAS_WEI)
    await chain.mine()
  }
}
