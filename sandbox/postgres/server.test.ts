import { chmodSync, existsSync, lstatSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isAlive, stopProcess } from '../processes.ts'
import { preparePlace, removePlace } from './place.ts'
import { killLeftover, type Postgres, startPostgres } from './server.ts'

const isRoot = process.getuid?.() === 0
let parent: string
let folder: string

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'holdfast-postgres-'))
  chmodSync(parent, 0o711)
  folder = join(parent, 'postgres')
})
afterEach(async () => {
  await killLeftover(folder)
  removePlace(folder)
  await rm(parent, { recursive: true, force: true })
})

const start = () => startPostgres({ folder, password: 'a password with / and @', fsync: false })

async function query(postgres: Postgres, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test('a running server is adopted, and a stopped one leaves no process and keeps its data', async () => {
  const first = await start()
  await query(first, 'CREATE TABLE kept AS SELECT 7 AS n')
  const second = await start()
  expect([second.adopted, second.pid, second.url]).toEqual([true, first.pid, first.url])
  await second.stop()
  expect(isAlive(first.pid)).toBe(false)
  const third = await start()
  expect(third.adopted).toBe(false)
  expect(await query(third, 'SELECT n FROM kept')).toEqual([{ n: 7 }])
})

test('a killed server recovers what was committed', async () => {
  const first = await start()
  await query(first, 'CREATE TABLE kept AS SELECT 7 AS n')
  await stopProcess(first.pid, 'SIGKILL', 5_000)
  const second = await start()
  expect(second.pid).not.toBe(first.pid)
  expect(await query(second, 'SELECT n FROM kept')).toEqual([{ n: 7 }])
})

test('a pid file whose number went to another living process does not stop the start', async () => {
  const first = await start()
  await first.stop()
  writeFileSync(
    join(realpathSync(folder), 'data', 'postmaster.pid'),
    `${process.pid}\n/nowhere\n0\n5432\n\n127.0.0.1\n`,
  )
  const second = await start()
  expect(second.adopted).toBe(false)
  expect(await query(second, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
})

test('a first start that was interrupted is begun again', async () => {
  const place = await preparePlace(folder)
  const half = join(place.folder, 'data.new')
  mkdirSync(half)
  writeFileSync(join(half, 'PG_VERSION'), '18')
  const postgres = await start()
  expect(await query(postgres, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
  expect(existsSync(half)).toBe(false)
})

test.runIf(isRoot)(
  'root gets a server also where no other user can enter, and removal takes all of it',
  async () => {
    chmodSync(parent, 0o700)
    const postgres = await start()
    expect(await query(postgres, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
    expect(lstatSync(folder).isSymbolicLink()).toBe(true)
    const outside = realpathSync(folder)
    expect((await start()).pid).toBe(postgres.pid)
    await postgres.stop()
    removePlace(folder)
    expect([existsSync(outside), existsSync(folder)]).toEqual([false, false])
  },
)
