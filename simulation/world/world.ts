import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ground, groundOf } from '../../bench/sending/ground.ts'
import { type SandboxChain, startSandboxChain } from '../../sandbox/chains/sandbox-chain.ts'
import { CHAIN_SPECS } from '../../sandbox/chains/specs.ts'
import { openSandboxClock } from '../../sandbox/clock.ts'
import { fundGasAccount } from '../../sandbox/gas.ts'
import { type Home, openHome, readSecrets, type Secrets } from '../../sandbox/home.ts'
import { startOutsideServer } from '../../sandbox/network/server.ts'
import type { NetworkKey } from '../../sandbox/network/sign.ts'
import type { PartnerSimulator } from '../../sandbox/partner/simulator.ts'
import { startSandboxPartner } from '../../sandbox/partner/start.ts'
import { removePlace } from '../../sandbox/postgres/place.ts'
import { freePort } from '../../sandbox/processes.ts'
import { chainSettings, sandboxSettings } from '../../sandbox/settings.ts'
import { openVault } from '../../server/custody/vault.ts'
import { loadConfig } from '../../server/kernel/config.ts'
import { type Database, openDatabase } from '../../server/kernel/database.ts'
import { createLogger } from '../../server/kernel/log.ts'
import { migrate } from '../../server/kernel/migrate.ts'
import { type DatabaseServer, startDatabaseServer } from './database-server.ts'
import { type Endpoints, startEndpoints } from './endpoints.ts'
import { type FaultyGate, startFaultyGate } from './faulty-gate.ts'
import { inTurn } from './in-turn.ts'
import { type PlatformNode, platformNode } from './nodes.ts'

/** Each chain is reached over so many ways, as in production. */
export const GATES = 2

export interface WorldChain extends SandboxChain {
  /** The chain asked past the platform, with others' clients. */
  readonly ground: Ground
  readonly gates: readonly FaultyGate[]
}

/** The platform's processes, and everything around them. */
export interface World {
  readonly nodes: readonly PlatformNode[]
  readonly database: DatabaseServer
  /** For what is looked at beside the API: work that is still open, the order of events. */
  readonly db: Database
  readonly chains: ReadonlyMap<string, WorldChain>
  readonly partner: PartnerSimulator
  readonly endpoints: Endpoints
  readonly networkKey: NetworkKey
  readonly operatorKey: string
  /** Business time, ms. */
  now(): number
  /** Moves business time of everybody. */
  advance(seconds: number): void
  /** Settings of `npm run verify`, which asks the chains themselves. */
  readonly verifySettings: Readonly<Record<string, string>>
  /** Logs, dumps and data; gone after stop, unless they are kept. */
  readonly folder: string
  /** Nodes that ended by themselves. */
  readonly deaths: string[]
  stop(options?: { readonly keep: boolean }): Promise<void>
}

export interface WorldOptions {
  readonly nodes: number
  /** Each node has another process standing by. */
  readonly spares: boolean
  readonly chains: readonly string[]
  readonly seed: number
}

export async function startWorld(options: WorldOptions): Promise<World> {
  const started = new AsyncDisposableStack()
  try {
    return await start(options, started)
  } catch (error) {
    await started.disposeAsync()
    throw error
  }
}

async function start(options: WorldOptions, started: AsyncDisposableStack): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-simulation-'))
  chmodSync(folder, 0o711) // as root, PostgreSQL runs as another user
  let keep = false
  started.defer(() => {
    if (!keep) rmSync(folder, { recursive: true, force: true })
  })
  const home = openHome({ HOLDFAST_HOME: folder })
  const secrets = readSecrets(home)
  const [database, chains] = await Promise.all([
    startDatabase(home, secrets, started),
    Promise.all(
      CHAIN_SPECS.filter(({ name }) => options.chains.includes(name)).map(async (spec) => {
        const chain = await startSandboxChain(spec, home.chains)
        started.defer(() => chain.stop())
        const gates = await Promise.all(Array.from({ length: GATES }, () => startFaultyGate(chain.url)))
        for (const gate of gates) started.defer(() => gate.stop())
        // One account pays: two transactions at once would take the same nonce.
        return { ...chain, give: inTurn(chain.give), ground: groundOf(chain), gates }
      }),
    ),
  ])
  const log = createLogger('silent')
  const clock = openSandboxClock(home.clockFile)
  const networkKey = { id: 'simulation', secret: secrets.network_secret }
  const outside = await startOutsideServer({ key: networkKey, smsToken: secrets.sms_token, portFile: null })
  started.defer(() => outside.stop())
  const partner = await startSandboxPartner({ home, secrets, chains, clock, log, seed: String(options.seed) })
  started.defer(() => partner.stop())
  const endpoints = await startEndpoints()
  started.defer(() => endpoints.stop())
  const db = openDatabase({
    url: database.url,
    poolSizeMax: 4,
    statementTimeoutMs: 60_000,
    onError: () => {},
  })
  started.defer(() => db.destroy())

  const ports = [await freePort(), await freePort(), await freePort()].slice(0, options.nodes)
  const settings = sandboxSettings(
    // The partner tells the first node; many small nodes share the connections of one database.
    { LOG_LEVEL: 'warn', HOLDFAST_DATABASE_POOL: '12' },
    {
      databaseUrl: database.url,
      chains: chains.map((chain) => ({ ...chain, url: chain.gates.map(({ url }) => url).join(',') })),
      secrets,
      networkKey,
      outside,
      partner,
    },
    String(ports[0]),
  )
  await fundGasAccount(await openVault(db, loadConfig(settings).vaultKey), chains)
  const deaths: string[] = []
  const nodes = ports.map((port, index) =>
    platformNode({
      port,
      settings,
      clockFile: home.clockFile,
      logFile: join(folder, `node-${index}.log`),
      hasSpare: options.spares,
      onDeath: (how) => deaths.push(`node ${index} ended by itself: ${how}`),
    }),
  )
  for (const node of nodes) started.defer(() => node.stop())
  await Promise.all(nodes.map((node) => node.start()))
  return {
    nodes,
    database,
    db,
    chains: new Map(chains.map((chain) => [chain.spec.name, chain])),
    partner,
    endpoints,
    networkKey,
    operatorKey: secrets.operator_key,
    now: () => clock.now().getTime(),
    advance(seconds) {
      clock.advance(seconds)
      for (const node of nodes) node.clockMoved()
      partner.wake()
    },
    verifySettings: {
      DATABASE_URL: database.url,
      HOLDFAST_CHAINS: chains.map(({ spec }) => spec.name).join(','),
      ...Object.fromEntries(chains.flatMap(chainSettings)),
    },
    folder,
    deaths,
    async stop({ keep: wanted } = { keep: false }) {
      keep = wanted
      await started.disposeAsync()
    },
  }
}

async function startDatabase(
  home: Home,
  secrets: Secrets,
  started: AsyncDisposableStack,
): Promise<DatabaseServer> {
  started.defer(() => removePlace(home.postgres))
  const database = await startDatabaseServer(home.postgres, secrets.database_password)
  started.defer(() => database.stop())
  await migrate(database.url)
  return database
}
