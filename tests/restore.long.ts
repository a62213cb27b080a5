import { execFile } from 'node:child_process'
import { appendFile, chmod, chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { preparePlace, removePlace } from '../sandbox/postgres/place.ts'
import { type Postgres, startPostgres } from '../sandbox/postgres/server.ts'
import { becomes, stopProcess } from '../sandbox/processes.ts'
import { migrate } from '../server/kernel/migrate.ts'
import { startTestChain, type TestChain } from './harness/anvil.ts'
import {
  OPERATOR_KEY,
  type ServerProcess,
  serverSettings,
  startServerProcess,
} from './harness/server-process.ts'
import { call, type Reply } from './harness/wire.ts'

const run = promisify(execFile)
const MAIN = new URL('../server/main.ts', import.meta.url).pathname
const CALLERS = 4
const WAIT_MS_MAX = 20_000

let chain: TestChain
let parent: string
let running: Postgres
let server: ServerProcess

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'holdfast-restore-'))
  chain = await startTestChain()
  await chmod(parent, 0o711) // as root, PostgreSQL runs as another user
})
afterAll(async () => {
  await server?.kill()
  await running?.stop()
  await chain.stop()
  for (const name of ['first', 'second']) removePlace(join(parent, name))
  await rm(parent, { recursive: true, force: true })
})

const start = (name: string) =>
  startPostgres({ folder: join(parent, name), password: 'of the test', fsync: false })
/** A database whose log is archived; its programs and folders belong to whom PostgreSQL runs as. */
async function startArchiving(): Promise<{ readonly data: string; readonly archive: string }> {
  const { folder } = await preparePlace(join(parent, 'first'))
  const archive = join(folder, 'archive')
  const first = await start('first')
  await query(first, `ALTER SYSTEM SET archive_mode = on`)
  await query(first, `ALTER SYSTEM SET archive_command = 'mkdir -p ${archive} && cp %p ${archive}/%f'`)
  await first.stop()
  running = await start('first')
  return { data: join(folder, 'data'), archive }
}

async function query(postgres: Postgres, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** A file that belongs to whom the folder belongs to, as PostgreSQL writes to it. */
async function writeFor(folder: string, file: string, text: string): Promise<void> {
  const { uid, gid } = await stat(folder)
  await writeFile(file, text)
  await chown(file, uid, gid)
}

/** While the database works: what a base backup is, by the calls that every tool for it makes. The label is what makes it one. */
async function takeBaseBackup(data: string, to: string): Promise<void> {
  const client = new pg.Client({ connectionString: running.url })
  await client.connect()
  try {
    await client.query("SELECT pg_backup_start('restore test', true)")
    // files that vanish under the copy are in the log that is archived
    await run('sh', [
      '-c',
      `mkdir -p "${to}" && cp -a "${data}" "${to}/" 2>/dev/null; test -d "${to}/data/base"`,
    ])
    const { rows } = await client.query('SELECT labelfile FROM pg_backup_stop(true)')
    await run('sh', ['-c', `rm -rf "${to}"/data/pg_wal/* "${to}"/data/postmaster.*`])
    await writeFor(data, join(to, 'data', 'backup_label'), rows[0].labelfile)
  } finally {
    await client.end()
  }
}

interface Company {
  readonly key: string
  readonly from: string
  readonly to: string
  readonly toAddress: string
}

/** Two wallets; the first is owed a thousand dollars, on purpose more than is held: no chain is needed for that. */
async function openCompany(url: string): Promise<Company> {
  const { body: company } = await call(url, OPERATOR_KEY, 'POST', '/management/companies', {
    name: 'Restored',
  })
  const ask = (path: string, body: object) => call(url, company.api_key, 'POST', path, body)
  const wallet = async (alias: string) =>
    (await ask('/virtual-wallets/create', { alias, blockchain: 'POLYGON' })).body
  const [from, to] = [await wallet('from'), await wallet('to')]
  const credit = { wallet_id: from.id, token_address: chain.token('USDC').address, amount: 1_000 }
  expect((await ask('/virtual-wallets/holding/credit', credit)).status).toBe(200)
  return { key: company.api_key, from: from.id, to: to.id, toAddress: to.wallet_address }
}

/** One cent, once per key. */
function pay(url: string, company: Company, key: string): Promise<Reply> {
  const body = {
    to_wallet_address: company.toAddress,
    token_address: chain.token('USDC').address,
    amount: 0.01,
  }
  const path = `/virtual-wallets/${company.from}/withdraw`
  return call(url, company.key, 'POST', path, body, { 'idempotency-key': key })
}

async function centsOf(url: string, company: Company, walletId: string): Promise<number> {
  const { body } = await call(url, company.key, 'GET', `/virtual-wallets/${walletId}/balance`)
  return Math.round(body[0].balance * 100)
}

/** Callers who pay without a pause, until they are told to stop. */
function startCallers(name: string, url: string, company: Company) {
  const answered: { readonly key: string; readonly reply: Reply }[] = []
  let stopped = false
  const callers = Array.from({ length: CALLERS }, async (_, caller) => {
    for (let n = 0; !stopped; n += 1) {
      const key = `${name}-${caller}-${n}`
      answered.push({ key, reply: await pay(url, company, key) })
    }
  })
  return {
    answered,
    async more(count: number) {
      const enough = answered.length + count
      expect(await becomes(() => answered.length >= enough, WAIT_MS_MAX)).toBe(true)
    },
    async stop() {
      stopped = true
      await Promise.all(callers)
    },
  }
}

/** What an operator does on the day: the backup's folder, where the log is, the moment, and a start. */
async function restore(backup: string, archive: string, target: string): Promise<Postgres> {
  const { folder } = await preparePlace(join(parent, 'second'))
  await run('cp', ['-a', join(backup, 'data'), folder])
  const data = join(folder, 'data')
  const lines = [
    `restore_command = 'cp ${archive}/%f "%p"'`,
    `recovery_target_name = '${target}'`,
    "recovery_target_action = 'promote'",
    'archive_mode = off',
  ]
  await appendFile(join(data, 'postgresql.auto.conf'), `${lines.join('\n')}\n`)
  await writeFor(data, join(data, 'recovery.signal'), '')
  return start('second')
}

test('a base backup taken under load and the archived log bring back a moment: all that was answered by then, once, nothing of what came after, and books that are right', async () => {
  const { data, archive } = await startArchiving()
  await migrate(running.url)
  server = await startServerProcess(serverSettings(running.url, chain))
  const company = await openCompany(server.url)

  const before = startCallers('before', server.url, company)
  await before.more(10)
  await takeBaseBackup(data, join(parent, 'backup'))
  await before.more(10)
  await before.stop()
  await query(running, "SELECT pg_create_restore_point('before the accident')")

  const after = startCallers('after', server.url, company)
  await after.more(10)
  await after.stop()
  await query(running, 'TRUNCATE movements CASCADE')
  const [{ segment } = {}] = await query(running, 'SELECT pg_walfile_name(pg_switch_wal()) AS segment')
  const archived = 'SELECT last_archived_wal AS wal FROM pg_stat_archiver'
  const isArchived = async () => String((await query(running, archived))[0]?.wal) >= String(segment)
  expect(await becomes(isArchived, WAIT_MS_MAX)).toBe(true)
  await server.kill()
  await stopProcess(running.pid, 'SIGKILL', WAIT_MS_MAX)

  running = await restore(join(parent, 'backup'), archive, 'before the accident')
  const writable = async () =>
    (await query(running, 'SELECT pg_is_in_recovery() AS still'))[0]?.still === false
  expect(await becomes(writable, WAIT_MS_MAX)).toBe(true)
  const { stdout } = await run(process.execPath, [MAIN, 'verify'], {
    env: { PATH: process.env.PATH, DATABASE_URL: running.url },
  })
  expect(stdout).toContain('The books are right.')

  server = await startServerProcess(serverSettings(running.url, chain))
  expect(before.answered.map(({ reply }) => reply.status)).toEqual(before.answered.map(() => 200))
  expect(await centsOf(server.url, company, company.to)).toBe(before.answered.length)
  // the keys of calls are part of the moment: what had been answered is answered again, and what came after is new
  const [old] = before.answered
  const [lost] = after.answered
  if (old === undefined || lost === undefined) throw new Error('nobody paid')
  expect((await pay(server.url, company, old.key)).body).toEqual(old.reply.body)
  expect(await centsOf(server.url, company, company.to)).toBe(before.answered.length)
  expect((await pay(server.url, company, lost.key)).status).toBe(200)
  expect(await centsOf(server.url, company, company.to)).toBe(before.answered.length + 1)
})
