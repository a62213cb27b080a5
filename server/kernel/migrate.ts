import { readdir, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import pg from 'pg'

const MIGRATIONS_FOLDER = new URL('../migrations/', import.meta.url)
/** Any number, the same for every release: two nodes that start together migrate one after the other. */
const MIGRATION_LOCK = 4_870_291
/**
 * Everybody who comes after a statement that waits for a table's lock waits behind it. So a migration gives up sooner than a
 * card network does, lets the others pass, and tries again.
 */
const LOCK_WAIT_MS = 300
const LOCK_PAUSE_MS = 500
const LOCK_TRIES_MAX = 600
const LOCK_NOT_AVAILABLE = '55P03'
/** First line of a file whose paragraphs run one by one, outside a transaction: built beside the traffic, or in parts. */
const ONLINE = '-- online'
/** Such a statement waits for those who work, and none of them waits for it. */
const WAITS_FOR_OTHERS = /\bCONCURRENTLY\b/

/**
 * Applies the numbered SQL files that this database has not seen, in order, while nodes of the release before may serve. Each
 * file is one transaction, or begins with `-- online`: then each paragraph is a statement of its own, and all of them are run
 * again when the file was broken off. Forward only. @returns the names applied now.
 * @param folder of the files; the platform's own when absent.
 */
export async function migrate(databaseUrl: string, folder?: string): Promise<string[]> {
  const from = folder === undefined ? MIGRATIONS_FOLDER : pathToFileURL(`${folder}/`)
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    await client.query(
      'CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    )
    const seen = await appliedNames(client)
    const applied: string[] = []
    for (const name of await migrationNames(from)) {
      if (seen.has(name)) continue
      await applyOne(client, name, await readFile(new URL(`${name}.sql`, from), 'utf8'))
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
    return (await migrationNames(MIGRATIONS_FOLDER)).filter((name) => !seen.has(name))
  } finally {
    await client.end()
  }
}

async function appliedNames(client: pg.Client): Promise<Set<string>> {
  return new Set((await client.query('SELECT name FROM schema_migrations')).rows.map((row) => row.name))
}

async function migrationNames(folder: URL): Promise<string[]> {
  const files = await readdir(folder)
  return files
    .filter((file) => /^\d{4}_.*\.sql$/.test(file))
    .map((file) => basename(file, '.sql'))
    .sort()
}

async function applyOne(client: pg.Client, name: string, text: string): Promise<void> {
  const record = () => client.query('INSERT INTO schema_migrations (name) VALUES ($1)', [name])
  try {
    if (text.startsWith(ONLINE)) {
      await withLocks(() => inParagraphs(client, text))
      await record()
    } else {
      await withLocks(() => inOneTransaction(client, () => client.query(text).then(record)))
    }
  } catch (error) {
    throw new Error(`Migration ${name} failed`, { cause: error })
  }
}

async function inParagraphs(client: pg.Client, text: string): Promise<void> {
  for (const statement of text.split(/\n\s*\n/)) {
    await client.query(`SET lock_timeout = ${WAITS_FOR_OTHERS.test(statement) ? 0 : LOCK_WAIT_MS}`)
    await client.query(statement)
  }
}

async function inOneTransaction(client: pg.Client, work: () => Promise<unknown>): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(`SET LOCAL lock_timeout = ${LOCK_WAIT_MS}`)
    await work()
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

/** Tries again while another holds a lock that is needed: for five minutes, then its holder is no traffic. */
async function withLocks(work: () => Promise<unknown>): Promise<void> {
  for (let left = LOCK_TRIES_MAX; ; left -= 1) {
    try {
      await work()
      return
    } catch (error) {
      const isLocked = error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE
      if (!isLocked || left <= 1) throw error
      await setTimeout(LOCK_PAUSE_MS)
    }
  }
}
