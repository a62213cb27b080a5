/** `npm run serve`, `npm run migrate`, `npm run verify`, `npm run rekey`: the platform alone, everything from environment variables. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { connectChain } from './chains/connect.ts'
import { ChainSetupError } from './chains/node-errors.ts'
import { warnOfLoneNodes } from './chains/warn-of-lone-nodes.ts'
import { allChecks } from './checks.ts'
import { createSealer } from './custody/sealer.ts'
import { openStoredSeed, rekeySeed, VaultError } from './custody/seed.ts'
import { wallClock } from './kernel/clock.ts'
import {
  type Config,
  ConfigError,
  loadConfig,
  readDatabaseUrl,
  readVaultKey,
  type VaultKey,
} from './kernel/config.ts'
import { type ChainConfig, readChains } from './kernel/config-chains.ts'
import { openDatabase } from './kernel/database.ts'
import { createLogger } from './kernel/log.ts'
import { migrate, pendingMigrations } from './kernel/migrate.ts'
import { createSettingsReader } from './kernel/settings.ts'
import { describeReport, type Progress, verifyBooks } from './ledger/verify.ts'

const USAGE = 'Usage: node server/main.ts serve | migrate | verify | rekey'
const PROGRESS_EVERY_MS = 2_000
const REKEY_STATEMENT_MS_MAX = 60_000
/** Verification reads whole tables. */
const VERIFY_STATEMENT_MS_MAX = 3_600_000

async function serve(config: Config): Promise<void> {
  const pending = await readPending(config.databaseUrl)
  if (pending.length > 0)
    throw new CommandError(`The database lacks ${pending.join(', ')}: run npm run migrate first.`)
  const { createApp } = await import('./app.ts') // only here: the other commands need a tenth of the code
  const log = createLogger(config.logLevel)
  warnOfLoneNodes(config, log)
  const endTraces =
    config.traceUrl === null
      ? null
      : (await import('./kernel/export-traces.ts')).exportTraces(config.traceUrl, log)
  const app = await createApp({ config, clock: wallClock, log })
  const stop = () => {
    app
      .stop()
      .then(() => endTraces?.())
      .then(
        () => process.exit(0),
        (error) => {
          log.error({ err: error }, 'the stop failed')
          process.exit(1)
        },
      )
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  const { url } = await app.start().catch(async (error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    throw new CommandError(`PORT ${config.port} is taken by another program: choose another one.`)
  })
  log.info({ url }, 'serving')
}

async function runMigrations(config: Pick<Config, 'databaseUrl'>): Promise<void> {
  await readPending(config.databaseUrl)
  const applied = await migrate(config.databaseUrl)
  console.log(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`)
}

async function verify(config: Pick<Config, 'databaseUrl'>): Promise<void> {
  const pending = await readPending(config.databaseUrl)
  if (pending.length > 0)
    throw new CommandError(`This database has no books: it lacks ${pending.join(', ')}.`)
  const db = openDatabase({
    url: config.databaseUrl,
    poolSizeMax: 2,
    statementTimeoutMs: VERIFY_STATEMENT_MS_MAX,
    onError: (error) => console.error(error.message),
  })
  try {
    const chains = chainSettings(process.env).map(connectChain)
    const vaultKey = vaultSettings(process.env)
    const seed = vaultKey === null ? null : await openStoredSeed(db, vaultKey)
    const sealer = seed === null ? null : createSealer(seed)
    const report = await verifyBooks({ db, checks: allChecks(chains, sealer), onProgress: showProgress() })
    console.log(describeReport(report).join('\n'))
    if (chains.length === 0)
      console.log('Chain balances were not compared: set HOLDFAST_<CHAIN>_RPC_URL as for serve.')
    if (vaultKey === null)
      console.log('Signatures of proofs of reserves were not checked: set HOLDFAST_VAULT_KEY as for serve.')
    if (!report.ok) process.exitCode = 1
  } finally {
    await db.destroy()
  }
}

/** A line on stderr now and then, so that the report alone is on stdout. */
function showProgress(): (progress: Progress) => void {
  let next = performance.now() + PROGRESS_EVERY_MS
  return ({ companyId, check, counts }) => {
    if (performance.now() < next) return
    next = performance.now() + PROGRESS_EVERY_MS
    const { companies, transfers } = counts
    console.error(`… ${transfers} transfers of ${companies} companies; now ${check} of company ${companyId}`)
  }
}

/** From HOLDFAST_VAULT_… to HOLDFAST_NEW_VAULT_…; beside running nodes. */
async function rekey(env: NodeJS.ProcessEnv): Promise<void> {
  const read = createSettingsReader(env)
  const databaseUrl = readDatabaseUrl(read)
  const [vaultKey, next] = [readVaultKey(read), readVaultKey(read, 'HOLDFAST_NEW_')]
  if (read.problems.length > 0) throw new CommandError(read.problems.join('\n'))
  await readPending(databaseUrl)
  const db = openDatabase({
    url: databaseUrl,
    poolSizeMax: 1,
    statementTimeoutMs: REKEY_STATEMENT_MS_MAX,
    onError: (error) => console.error(error.message),
  })
  try {
    const isChanged = await rekeySeed(db, vaultKey, next)
    console.log(
      isChanged
        ? 'The seed is sealed under the new key. Start every node with it from now on; those that run go on as they are.'
        : 'The new key opens the seed already: nothing was to be done.',
    )
  } finally {
    await db.destroy()
  }
}

/** Something the operator can put right: said without a stack. */
class CommandError extends Error {}

/** The first look at the database: says in words when it cannot be used at all. */
async function readPending(databaseUrl: string): Promise<string[]> {
  try {
    return await pendingMigrations(databaseUrl)
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) && !(error instanceof Error && 'code' in error)) throw error
    const reason = error.message === '' ? String(Reflect.get(error, 'code')) : error.message
    throw new CommandError(`The database of DATABASE_URL cannot be used: ${reason}`)
  }
}

/** Commands on the books alone need no chains and no keys. */
function databaseSettings(env: NodeJS.ProcessEnv): Pick<Config, 'databaseUrl'> {
  const read = createSettingsReader(env)
  const databaseUrl = readDatabaseUrl(read)
  if (read.problems.length > 0) throw new CommandError(read.problems.join('\n'))
  return { databaseUrl }
}

/** Without settings of the user's own, those that a sandbox left in its home: never mixed, or one's books were held against another's chains. */
function loadSettingsOfSandbox(): void {
  const file = join(process.env.HOLDFAST_HOME?.trim() || '.holdfast', 'verify.env')
  if ((process.env.DATABASE_URL?.trim() ?? '') === '' && existsSync(file)) process.loadEnvFile(file)
}

/** Verification asks the chains where they are set. */
function chainSettings(env: NodeJS.ProcessEnv): ChainConfig[] {
  if (!Object.keys(env).some((name) => /^HOLDFAST_.+_(RPC|FULL_NODE)_URL$/.test(name))) return []
  const read = createSettingsReader(env)
  const chains = readChains(read)
  if (read.problems.length > 0) throw new ConfigError(read.problems)
  return chains
}

/** Verification checks signatures where the vault can be opened. */
function vaultSettings(env: NodeJS.ProcessEnv): VaultKey | null {
  if (!Object.keys(env).some((name) => /^HOLDFAST_VAULT_(KEY|PASSPHRASE)$/.test(name))) return null
  const read = createSettingsReader(env)
  const vaultKey = readVaultKey(read)
  if (read.problems.length > 0) throw new ConfigError(read.problems)
  return vaultKey
}

async function run(command: string | undefined): Promise<void> {
  switch (command) {
    case 'serve':
      return serve(loadConfig(process.env))
    case 'migrate':
      return runMigrations(databaseSettings(process.env))
    case 'verify':
      loadSettingsOfSandbox()
      return verify(databaseSettings(process.env))
    case 'rekey':
      return rekey(process.env)
    default:
      throw new CommandError(USAGE)
  }
}

run(process.argv[2]).catch((error: unknown) => {
  const expected = [CommandError, ConfigError, VaultError, ChainSetupError].some(
    (kind) => error instanceof kind,
  )
  console.error(expected && error instanceof Error ? error.message : error)
  process.exit(1)
})
