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
    connectTimeoutMs: 50,
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
