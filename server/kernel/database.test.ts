import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../tests/harness/database.ts'
import { inTransaction, isPoolExhausted, openDatabase } from './database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

test('a statement that finds no free connection in time fails in a way that is known', async () => {
  const one = openDatabase({
    url: database.url,
    poolSizeMax: 1,
    statementTimeoutMs: 10_000,
    connectTimeoutMs: 1_000,
    onError: () => {},
  })
  const failure = await inTransaction(one, async () => sql`SELECT 1`.execute(one).catch((error) => error))
  expect(isPoolExhausted(failure)).toBe(true)
  await one.destroy()
})

test('no other failure is taken for it', async () => {
  const failure = await sql`SELECT 1 / 0`.execute(database.db).catch((error) => error)
  expect(isPoolExhausted(failure)).toBe(false)
})

test('a connection that PostgreSQL ends in the middle of a transaction fails that transaction, not the process', async () => {
  const errors: unknown[] = []
  const listen = (error: unknown) => void errors.push(error)
  process.on('uncaughtException', listen)
  const work = inTransaction(database.db, async (tx) => {
    const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(tx)
    await sql`SELECT pg_terminate_backend(${rows[0]?.pid}, 5000)`.execute(database.db)
    await delay(100)
    await sql`SELECT 1`.execute(tx)
  })
  await expect(work).rejects.toThrow()
  process.off('uncaughtException', listen)
  expect(errors).toEqual([])
  expect((await sql<{ n: number }>`SELECT 1 AS n`.execute(database.db)).rows).toEqual([{ n: 1 }])
})

test('statements are not compiled', async () => {
  const { rows } = await sql<{ jit: string }>`SHOW jit`.execute(database.db)
  expect(rows).toEqual([{ jit: 'off' }])
})
