import { readdir, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import pg from 'pg'

const MIGRATIONS_FOLDER = new URL('../migrations/', import.meta.url)
/** Any number, the same for every release: two nodes that start together migrate one after the other. */
const MIGRATION_LOCK = 4_870_291

/**
 * Applies the numbered SQL files that this database has not seen, in order, each in its own transaction.
 * Forward only. @returns the names applied now.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    await client.query(
      'CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    )
    const seen = await appliedNames(client)
    const applied: string[] = []
    for (const name of await migrationNames()) {
      if (seen.has(name)) continue
      await applyOne(client, name)
      applied.push(name)
    }
    return applied
  } finally {
    await client.end()
  }
}

/** Names of the migrations that this database has not seen. */
export async function pendingMigrations(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query(
      "SELECT to_regclass('public.schema_migrations') IS NOT NULL AS exists",
    )
    const seen = rows[0]?.exists === true ? await appliedNames(client) : new Set<string>()
    return (await migrationNames()).filter((name) => !seen.has(name))
  } finally {
    await client.end()
  }
}

async function appliedNames(client: pg.Client): Promise<Set<string>> {
  return new Set((await client.query('SELECT name FROM schema_migrations')).rows.map((row) => row.name))
}

async function migrationNames(): Promise<string[]> {
  const files = await readdir(MIGRATIONS_FOLDER)
  return files
    .filter((file) => /^\d{4}_.*\.sql$/.test(file))
    .map((file) => basename(file, '.sql'))
    .sort()
}

async function applyOne(client: pg.Client, name: string): Promise<void> {
  const sql = await readFile(new URL(`${name}.sql`, MIGRATIONS_FOLDER), 'utf8')
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query('INSERT INTO schema_migrations (name) VALUES ($1)', [name])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw new Error(`Migration ${name} failed`, { cause: error })
  }
}
