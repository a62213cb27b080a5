import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { becomes } from '../../sandbox/processes.ts'
import { freshDatabase, type TestDatabase } from '../../tests/harness/database.ts'
import { migrate } from './migrate.ts'

const WAIT_MS_MAX = 20_000

let database: TestDatabase
let folder: string

beforeAll(async () => {
  database = await freshDatabase()
  folder = await mkdtemp(join(tmpdir(), 'holdfast-migrations-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await database.drop()
})

/** Somebody works in a transaction for long, and has written to the table. */
async function holdTable(table: string): Promise<{ release(): Promise<void> }> {
  const held = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  const working = database.db.transaction().execute(async (tx) => {
    await sql`LOCK TABLE ${sql.table(table)} IN ROW EXCLUSIVE MODE`.execute(tx)
    held.resolve()
    await ended.promise
  })
  await held.promise
  return {
    async release() {
      ended.resolve()
      await working
    },
  }
}

/** A statement has waited for longer than a migration waits for a table. */
async function hasWaitedLong(statement: string): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE ${`${statement}%`}
      AND clock_timestamp() - query_start > interval '600 milliseconds'`.execute(database.db)
  return rows.length > 0
}

test('an index that is built beside the traffic waits for who works for long, and is whole then', async () => {
  await writeFile(
    join(folder, '9001_found.sql'),
    '-- online\nDROP INDEX CONCURRENTLY IF EXISTS movements_found;\n\nCREATE INDEX CONCURRENTLY movements_found ON movements (company_id, operation);\n',
  )
  const worker = await holdTable('movements')
  const migrating = migrate(database.url, folder)
  expect(await becomes(() => hasWaitedLong('CREATE INDEX CONCURRENTLY'), WAIT_MS_MAX)).toBe(true)
  await worker.release()
  expect(await migrating).toEqual(['9001_found'])
  const { rows } = await sql`
    SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'movements_found'::regclass`.execute(
    database.db,
  )
  expect(rows).toEqual([{ valid: true }])
})

test('a file that is not online is whole or not there, and a later one does not run before it', async () => {
  await writeFile(join(folder, '9002_half.sql'), 'CREATE TABLE half (id int);\nSELECT 1 / 0;\n')
  await writeFile(join(folder, '9003_after.sql'), 'CREATE TABLE after_half (id int);\n')
  await expect(migrate(database.url, folder)).rejects.toThrow('Migration 9002_half failed')
  const { rows } = await sql`SELECT to_regclass('half') AS half, to_regclass('after_half') AS after`.execute(
    database.db,
  )
  expect(rows).toEqual([{ half: null, after: null }])
})
