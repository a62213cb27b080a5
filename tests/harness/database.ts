import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { becomes } from '../../sandbox/processes.ts'
import { type Database, openDatabase } from '../../server/kernel/database.ts'

const LEAK_MS_MAX = 5_000

export interface TestDatabase {
  readonly url: string
  readonly db: Database
  /** Fails when a connection to it is still open: then somebody did not stop what he started. */
  drop(): Promise<void>
}

/** A migrated database of its own, copied from the template that global-setup.ts made. */
export async function freshDatabase(): Promise<TestDatabase> {
  const serverUrl = process.env.HOLDFAST_TEST_POSTGRES
  const template = process.env.HOLDFAST_TEST_TEMPLATE
  if (serverUrl === undefined || template === undefined)
    throw new Error('global-setup.ts has not run: start the tests with npm test or npx vitest')
  const name = `test_${randomBytes(8).toString('hex')}`
  await onServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const db = openDatabase({ url: url.href, poolSizeMax: 20, statementTimeoutMs: 60_000, onError: () => {} })
  return {
    url: url.href,
    db,
    async drop() {
      await db.destroy()
      const leaked = await openConnections(serverUrl, name)
      await onServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`)
      if (leaked.length > 0) throw new Error(`connections left open: ${leaked.join(', ')}`)
    },
  }
}

/** Names of the connections that stay open; those that are just ending are waited for. */
async function openConnections(serverUrl: string, database: string): Promise<string[]> {
  let open: string[] = []
  await becomes(async () => {
    const sql = 'SELECT application_name AS name FROM pg_stat_activity WHERE datname = $1'
    open = (await onServer(serverUrl, sql, [database])).rows.map((row) => row.name)
    return open.length === 0
  }, LEAK_MS_MAX)
  return open
}

export async function onServer(
  serverUrl: string,
  sql: string,
  values: unknown[] = [],
): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: serverUrl, application_name: 'holdfast-test-harness' })
  await client.connect()
  try {
    return await client.query(sql, values)
  } finally {
    await client.end()
  }
}
