import { execFile } from 'node:child_process'
import { chownSync, existsSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import {
  becomes,
  freePort,
  hasEnded,
  isAlive,
  startService,
  stopProcess,
  workingFolder,
} from '../processes.ts'
import { type Place, preparePlace } from './place.ts'

const USER = 'holdfast'
const DATABASE = 'holdfast'
const START_MS_MAX = 25_000
const STOP_MS_MAX = 15_000

export interface PostgresOptions {
  /** Keeps everything: data, log, and where need be a copy of the programs. */
  readonly folder: string
  readonly password: string
  /** False only for tests: a machine crash may then ruin the data. */
  readonly fsync: boolean
  /** Where others already look for it; any free one when absent. */
  readonly port?: number
}

export interface Postgres {
  readonly url: string
  readonly pid: number
  /** True when a server that was running already was found and kept. */
  readonly adopted: boolean
  /** Ends it cleanly (fast shutdown). */
  stop(): Promise<void>
}

/**
 * A real PostgreSQL on a free loopback port, as a process of its own that outlives its starter. A running one of
 * the same folder is adopted; after a crash PostgreSQL recovers from its log by itself.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const place = await preparePlace(options.folder)
  const data = join(place.folder, 'data')
  if (!existsSync(data)) await initialise(place, data, options.password)
  const running = readPidFile(data)
  if (running !== null && isOurs(running.pid, data)) {
    const found = server(running, options.password, true)
    if (await becomes(() => answers(found.url), START_MS_MAX)) return found
    throw new Error(
      `PostgreSQL (process ${running.pid}) does not answer; see ${join(place.folder, 'postgres.log')}`,
    )
  }
  // a number that now belongs to another process (a container started again, say) would stop the server from starting
  if (running !== null) rmSync(join(data, 'postmaster.pid'), { force: true })
  return launch(place, data, options)
}

async function launch(place: Place, data: string, options: PostgresOptions): Promise<Postgres> {
  const logFile = join(place.folder, 'postgres.log')
  const deadline = performance.now() + START_MS_MAX
  // again, when it gives up at once: the children of a killed server may still hold its memory, or the port was taken
  do {
    const port = options.port ?? (await freePort())
    const child = startService({
      command: join(place.binaries, 'postgres'),
      args: ['-D', data, '-p', String(port), ...settings(options.fsync)],
      logFile,
      cwd: place.folder,
      ownSession: true,
      identity: place.identity,
    })
    if (child.pid === undefined) break
    const started = server({ pid: child.pid, port }, options.password, false)
    const ready = await becomes(
      async () => hasEnded(child) || (await answers(started.url)),
      Math.max(0, deadline - performance.now()),
    )
    if (ready && !hasEnded(child)) return started
    if (!hasEnded(child)) await started.stop()
  } while (performance.now() < deadline)
  throw new Error(`PostgreSQL does not start; its log is ${logFile}`)
}

/** Ends what a killed starter left behind, before its data is removed. */
export async function killLeftover(folder: string): Promise<void> {
  const data = join(folder, 'data')
  const running = existsSync(data) ? readPidFile(data) : null
  if (running !== null && isOurs(running.pid, data)) await stopProcess(running.pid, 'SIGQUIT', STOP_MS_MAX)
}

function settings(fsync: boolean): string[] {
  const values = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'shared_buffers=128MB',
    'log_min_messages=warning',
    'log_checkpoints=off',
    `fsync=${fsync ? 'on' : 'off'}`,
  ]
  return values.flatMap((value) => ['-c', value])
}

/** Made aside and then renamed, so that an interrupted start leaves nothing half-made. */
async function initialise(place: Place, data: string, password: string): Promise<void> {
  const fresh = `${data}.new`
  const passwordFile = join(place.folder, 'password')
  rmSync(fresh, { recursive: true, force: true })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (place.identity !== undefined) chownSync(passwordFile, place.identity.uid, place.identity.gid)
  try {
    await promisify(execFile)(
      join(place.binaries, 'initdb'),
      [
        ...['-D', fresh, '-U', USER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8'],
        ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions'],
      ],
      { cwd: place.folder, ...place.identity },
    )
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(fresh, data)
}

interface Running {
  readonly pid: number
  readonly port: number
}

function readPidFile(data: string): Running | null {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return null
  const lines = readFileSync(file, 'utf8').split('\n')
  return { pid: Number(lines[0]), port: Number(lines[3]) }
}

/** PostgreSQL stands in its data folder, which tells it from a process that got the same number later. */
function isOurs(pid: number, data: string): boolean {
  if (!(pid > 1) || !isAlive(pid)) return false
  const folder = workingFolder(pid)
  return folder === null ? process.platform !== 'linux' : folder === realpathSync(data)
}

function server({ pid, port }: Running, password: string, adopted: boolean): Postgres {
  return {
    url: `postgres://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${DATABASE}`,
    pid,
    adopted,
    stop: () => stopProcess(pid, 'SIGINT', STOP_MS_MAX),
  }
}

/** True when the server takes work; makes the database when it is not there yet. */
async function answers(url: string): Promise<boolean> {
  const maintenance = new URL(url)
  maintenance.pathname = '/postgres'
  const client = new pg.Client({ connectionString: maintenance.href, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`)
    return true
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '28P01')
      throw new Error('PostgreSQL refuses the password kept for it; npm start -- --reset begins anew', {
        cause: error,
      })
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
