import { rmSync } from 'node:fs'
import pg from 'pg'
import { type Logger, pino } from 'pino'
import { createApp } from '../server/app.ts'
import type { Config } from '../server/kernel/config.ts'
import { startLoop } from '../server/kernel/loop.ts'
import { migrate } from '../server/kernel/migrate.ts'
import { killLeftover, type SandboxChain, startSandboxChain } from './chains/sandbox-chain.ts'
import { CHAIN_SPECS } from './chains/specs.ts'
import { openSandboxClock } from './clock.ts'
import { openCompany } from './company.ts'
import { writeJson, writeWhole } from './files.ts'
import { fundGasAccount } from './gas.ts'
import { type Home, lockHome, readSecrets, SandboxError, type Secrets } from './home.ts'
import { startOutsideServer } from './network/server.ts'
import { APPROVED, startSandboxPartner } from './partner/start.ts'
import { openPortalUser } from './portal-user.ts'
import { removePlace } from './postgres/place.ts'
import { killLeftover as killLeftoverPostgres, startPostgres } from './postgres/server.ts'
import { errorCode, isAlive } from './processes.ts'
import { createSandboxNetwork } from './routes/cards/routes.ts'
import type { OperatedPlatform } from './routes/operator.ts'
import { partnerRoutes } from './routes/partner/routes.ts'
import { sandboxRoutes } from './routes/routes.ts'
import { describeChains, type SandboxFile } from './sandbox-file.ts'
import { sandboxConfig, verifySettings } from './settings.ts'
import { welcome } from './welcome.ts'

export interface RunOptions {
  readonly home: Home
  readonly env: NodeJS.ProcessEnv
  /** Begin anew. */
  readonly reset: boolean
  /** Ends the run, also while it is starting. */
  readonly signal: AbortSignal
  readonly say: (text: string) => void
}

const NETWORK_KEY_ID = 'sandbox-network'
const SAVE_EVERY_MS = 5_000
const WATCH_EVERY_MS = 1_000

/** The whole sandbox: starts everything, says so, waits for `signal`, and stops everything in the opposite order. */
export async function runSandbox(options: RunOptions): Promise<void> {
  const { home, env, reset, signal, say } = options
  const started = new AsyncDisposableStack()
  try {
    started.defer(await lockHome(home))
    rmSync(home.sandboxFile, { force: true })
    if (reset) await clear(home, env)
    say(await start(options, started))
    await aborted(signal)
    say('\nStopping …')
  } finally {
    await started.disposeAsync()
  }
}

/** Puts on the stack what it starts. @returns the welcome. */
async function start({ home, env, signal, say }: RunOptions, started: AsyncDisposableStack): Promise<string> {
  const secrets = readSecrets(home)
  const log = pino(
    { level: 'info', base: null },
    pino.destination({ dest: home.logFile, append: true, sync: true, mode: 0o600 }),
  )
  const { databaseUrl, chains, services } = await startWorld(home, env, secrets, started).catch((error) => {
    signal.throwIfAborted() // Ctrl-C reaches initdb too: its failure is no news then
    throw error
  })
  signal.throwIfAborted()
  const saver = saveChains(chains, log)
  started.defer(() => saver.stop())
  const networkKey = { id: NETWORK_KEY_ID, secret: secrets.network_secret }
  const outside = await startOutsideServer({
    key: networkKey,
    smsToken: secrets.sms_token,
    portFile: home.outsideFile,
  })
  started.defer(() => outside.stop())
  const clock = openSandboxClock(home.clockFile)
  const partner = await startSandboxPartner({ home, secrets, chains, clock, log })
  started.defer(() => partner.stop())
  const config = await sandboxConfig(env, { databaseUrl, chains, secrets, networkKey, outside, partner })
  log.level = config.logLevel
  await migrate(databaseUrl).catch((error: unknown) => {
    if (errorCode(error) === undefined) throw error
    throw new SandboxError(`The database of DATABASE_URL cannot be used: ${String(error)}`)
  })
  signal.throwIfAborted()

  let running: OperatedPlatform | null = null
  const platform = () => {
    if (running === null) throw new Error('the platform does not listen yet')
    return running
  }
  const tools = [...sandboxRoutes({ chains, clock }), ...partnerRoutes({ partner, platform })]
  const network = createSandboxNetwork({
    chains,
    clock,
    log,
    key: networkKey,
    outside,
    tools,
    files: { purchases: home.purchasesFile, scenarios: home.scenariosFile },
    platform,
  })
  const app = await createApp({
    config,
    clock,
    log,
    extraRoutes: [...tools, ...network.routes],
    approveCustomer: async (id) => partner.decideCustomer(id, APPROVED),
  })
  started.defer(async () => {
    await outside.stop() // a company that is silent would keep the platform waiting
    await app.stop()
  })
  started.defer(() => network.stop())
  await fundGasAccount(app.vault, chains)
  const { url } = await app.start().catch((error) => {
    if (errorCode(error) !== 'EADDRINUSE') throw error
    throw new SandboxError(
      `Port ${config.port} is taken by another program: choose one with PORT, or PORT=0 for any.`,
    )
  })
  running = { url, operatorKey: secrets.operator_key, db: app.db }
  const company = await openCompany(home, url, secrets.operator_key)
  const file: SandboxFile = {
    api_url: url,
    docs_url: `${url}/docs`,
    operator_key: secrets.operator_key,
    database_url: databaseUrl,
    pid: process.pid,
    company,
    portal: { url: portalUrl(config, url), ...(await openPortalUser(home, url, company)) },
    network: { url: `${url}/network/v1/messages`, key_id: networkKey.id, secret: networkKey.secret },
    partner: { url: partner.url, api_key: partner.apiKey, controls_url: partner.simUrl },
    chains: describeChains(chains),
  }
  signal.throwIfAborted()
  writeWhole(home.verifyFile, verifySettings(databaseUrl, chains))
  started.defer(() => rmSync(home.sandboxFile, { force: true }))
  writeJson(home.sandboxFile, file)
  const watch = watchServices(services, home, say, log)
  started.defer(() => watch.stop())
  return welcome(file, { chains, home: home.folder, partnerSeed: partner.seed })
}

/** Under a name: a passkey belongs to one, and cannot belong to an address of numbers. */
function portalUrl({ publicUrl }: Config, apiUrl: string): string {
  return `${publicUrl ?? apiUrl.replace('//127.0.0.1:', '//localhost:')}/portal`
}

interface Service {
  readonly name: string
  readonly pid: number
  /** What the next start makes of it. */
  readonly goesOn: string
}

interface World {
  readonly databaseUrl: string
  readonly chains: readonly SandboxChain[]
  /** The processes of ours that the platform needs. */
  readonly services: readonly Service[]
}

/** Database and chains, side by side. What has started is on the stack, also when the other one fails. */
async function startWorld(
  home: Home,
  env: NodeJS.ProcessEnv,
  secrets: Secrets,
  started: AsyncDisposableStack,
): Promise<World> {
  const database = startDatabase(home, env, secrets, started)
  const chains = CHAIN_SPECS.map(async (spec) => {
    const chain = await startSandboxChain(spec, home.chains)
    started.defer(() => chain.stop())
    return chain
  })
  await Promise.allSettled([database, ...chains])
  const { url: databaseUrl, pid } = await database
  const startedChains = await Promise.all(chains)
  return {
    databaseUrl,
    chains: startedChains,
    services: [
      ...(pid === null ? [] : [{ name: 'PostgreSQL', pid, goesOn: 'nothing that was committed is lost' }]),
      ...startedChains.map((chain) => ({
        name: `The ${chain.spec.name} chain`,
        pid: chain.pid,
        goesOn: 'it goes on from its last dump, and later blocks are gone',
      })),
    ],
  }
}

async function startDatabase(
  home: Home,
  env: NodeJS.ProcessEnv,
  secrets: Secrets,
  started: AsyncDisposableStack,
): Promise<{ readonly url: string; readonly pid: number | null }> {
  const given = env.DATABASE_URL?.trim() ?? ''
  if (given !== '') return { url: given, pid: null }
  const postgres = await startPostgres({
    folder: home.postgres,
    password: secrets.database_password,
    fsync: true,
  })
  started.defer(() => postgres.stop())
  return postgres
}

/** One of them killed: the sandbox is not ready any more, and only a start finds out what state it left. */
function watchServices(services: readonly Service[], home: Home, say: (text: string) => void, log: Logger) {
  const told = new Set<number>()
  return startLoop({
    name: 'watch services',
    everyMs: WATCH_EVERY_MS,
    log,
    async run() {
      for (const { name, pid, goesOn } of services) {
        if (told.has(pid) || isAlive(pid)) continue
        told.add(pid)
        rmSync(home.sandboxFile, { force: true })
        say(`\n${name} has ended. Press Ctrl-C and start again: ${goesOn}.`)
      }
      return false
    },
  })
}

/** Keeps the dumps young: a killed chain loses seconds. Long dumps come more seldom, so they take a twentieth of the time at most. */
function saveChains(chains: readonly SandboxChain[], log: Logger) {
  let notBefore = 0
  return startLoop({
    name: 'save chains',
    everyMs: SAVE_EVERY_MS,
    log,
    async run() {
      if (performance.now() < notBefore) return false
      const took = await Promise.all(chains.map((chain) => chain.save()))
      notBefore = performance.now() + 20 * Math.max(...took)
      return false
    },
  })
}

/** Removes everything of earlier starts. A database of the user's own is not ours to empty. */
async function clear(home: Home, env: NodeJS.ProcessEnv): Promise<void> {
  const given = env.DATABASE_URL?.trim() ?? ''
  if (given !== '' && (await holdsTables(given)))
    throw new SandboxError(
      '--reset does not touch the database of DATABASE_URL: empty it first, or name another one.',
    )
  for (const spec of CHAIN_SPECS) await killLeftover(spec, home.chains)
  await killLeftoverPostgres(home.postgres)
  removePlace(home.postgres)
  for (const path of [
    home.chains,
    home.secretsFile,
    home.companyFile,
    home.clockFile,
    home.logFile,
    home.verifyFile,
    home.outsideFile,
    home.purchasesFile,
    home.scenariosFile,
    home.partnerFile,
    home.partnerStateFile,
  ])
    rmSync(path, { recursive: true, force: true })
}

async function holdsTables(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query("SELECT to_regclass('public.schema_migrations') IS NOT NULL AS holds")
    return rows[0]?.holds === true
  } finally {
    await client.end()
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
