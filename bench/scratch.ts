import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { removePlace } from '../sandbox/postgres/place.ts'
import { startPostgres } from '../sandbox/postgres/server.ts'
import { migrate } from '../server/kernel/migrate.ts'

/** A database of its own on the server of DATABASE_URL or HOLDFAST_TEST_POSTGRES, else on one that is started for it, fsync on. */
export async function withScratchDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const given = process.env.DATABASE_URL ?? process.env.HOLDFAST_TEST_POSTGRES
  if (given !== undefined) return onServer(given, work)
  const parent = await mkdtemp(join(tmpdir(), 'holdfast-bench-'))
  await chmod(parent, 0o711) // as root, PostgreSQL runs as another user
  const folder = join(parent, 'postgres')
  const postgres = await startPostgres({ folder, password: randomBytes(16).toString('hex'), fsync: true })
  try {
    return await onServer(postgres.url, work)
  } finally {
    await postgres.stop()
    removePlace(folder)
    await rm(parent, { recursive: true, force: true })
  }
}

async function onServer<T>(serverUrl: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `bench_${randomBytes(6).toString('hex')}`
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  try {
    await migrate(url.href)
    const { rows } = await client.query(
      `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
              current_setting('synchronous_commit') AS commit`,
    )
    const { version, fsync, commit } = rows[0]
    console.log(
      `PostgreSQL ${version}, fsync ${fsync}, synchronous_commit ${commit}, Node ${process.version}`,
    )
    return await work(url.href)
  } finally {
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`)
    await client.end()
  }
}
