import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../tests/harness/database.ts'
import { joinNodes } from './node.ts'

const log = pino({ level: 'silent' })

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

async function sessions(name: string): Promise<number[]> {
  return ask<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1',
    [name],
  ).then((rows) => rows.map(({ pid }) => pid))
}

async function ask<Row>(text: string, values: unknown[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    return (await client.query(text, values)).rows
  } finally {
    await client.end()
  }
}

test('a node is alive from joining to stopping', async () => {
  const a = await joinNodes(database.url, log)
  const b = await joinNodes(database.url, log)
  expect(await a.living([a.id, b.id, 2_000_000_001])).toEqual(new Set([a.id, b.id]))
  await b.stop()
  expect(await a.living([a.id, b.id])).toEqual(new Set([a.id]))
  await a.stop()
})

test('one node leads, until it stops; the other then may', async () => {
  const a = await joinNodes(database.url, log)
  const b = await joinNodes(database.url, log)
  expect([await a.leads('watcher'), await b.leads('watcher'), await b.leads('other')]).toEqual([
    true,
    false,
    true,
  ])
  expect(await a.leads('watcher')).toBe(true)
  await a.stop()
  expect(await a.leads('watcher')).toBe(false)
  expect(await b.leads('watcher')).toBe(true)
  await b.stop()
})

test('many questions on a lost connection make one new connection, and the node lives and leads on', async () => {
  const a = await joinNodes(database.url, log)
  const b = await joinNodes(database.url, log)
  expect(await a.leads('watcher')).toBe(true)
  const [pid] = await sessions(`holdfast-node-${a.id}`)
  await ask('SELECT pg_terminate_backend($1)', [pid])
  const answers = await Promise.all(Array.from({ length: 10 }, () => a.living([a.id])))
  for (const living of answers) expect(living).toEqual(new Set([a.id]))
  expect(await sessions(`holdfast-node-${a.id}`)).toHaveLength(1)
  expect(await a.leads('watcher')).toBe(true)
  expect(await b.leads('watcher')).toBe(false)
  await Promise.all([a.stop(), b.stop()])
})

test('a leader whose connection was lost does not believe that it leads, once another does', async () => {
  const a = await joinNodes(database.url, log)
  const b = await joinNodes(database.url, log)
  expect(await a.leads('watcher')).toBe(true)
  const [pid] = await sessions(`holdfast-node-${a.id}`)
  await ask('SELECT pg_terminate_backend($1)', [pid])
  while (!(await b.leads('watcher')));
  expect(await a.leads('watcher')).toBe(false)
  await Promise.all([a.stop(), b.stop()])
})
