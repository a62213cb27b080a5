import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { type Database, openDatabase } from '../../server/kernel/database.ts'

export interface TestDatabase {
  readonly url: string
  readonly db: Database
  drop(): Promise<void>
}

/** A migrated database of its own, copied from the template that global-setup.ts made. */
export async function freshDatabase(): Promise<TestDatabase> {
  const serverUrl = process.env['HOLDFAST_TEST_POSTGRES']
  if (serverUrl === undefined) throw new Error('global-setup.ts has not run: start the tests with npm test or npx vitest')
  const name = `test_${randomBytes(8).toString('hex')}`
  await onServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE holdfast_template`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const db = openDatabase({ url: url.href, poolSizeMax: 20, statementTimeoutMs: 60_000, onError: () => {} })
  return {
    url: url.href,
    db,
    async drop() {
      await db.destroy()
      await onServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

export async function onServer(serverUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
