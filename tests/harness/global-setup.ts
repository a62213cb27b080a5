import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removePlace } from '../../sandbox/postgres/place.ts'
import { startPostgres } from '../../sandbox/postgres/server.ts'
import { migrate } from '../../server/kernel/migrate.ts'
import { onServer } from './database.ts'

/**
 * One PostgreSQL for the whole run, or the one of HOLDFAST_TEST_POSTGRES; a migrated template in it, of this run alone,
 * which freshDatabase() copies. The workers inherit both names.
 */
export async function setup(): Promise<() => Promise<void>> {
  const given = process.env.HOLDFAST_TEST_POSTGRES
  const own = given === undefined ? await startOwn() : null
  const serverUrl = given ?? own?.url ?? ''
  const template = `holdfast_template_${randomBytes(6).toString('hex')}`
  await onServer(serverUrl, `CREATE DATABASE ${template}`)
  const url = new URL(serverUrl)
  url.pathname = `/${template}`
  await migrate(url.href)
  process.env.HOLDFAST_TEST_POSTGRES = serverUrl
  process.env.HOLDFAST_TEST_TEMPLATE = template
  return async () => {
    await onServer(serverUrl, `DROP DATABASE ${template} WITH (FORCE)`)
    await own?.stop()
  }
}

async function startOwn(): Promise<{ url: string; stop(): Promise<void> }> {
  const parent = await mkdtemp(join(tmpdir(), 'holdfast-test-'))
  await chmod(parent, 0o711) // as root, PostgreSQL runs as another user
  const folder = join(parent, 'postgres')
  const postgres = await startPostgres({ folder, password: randomBytes(16).toString('hex'), fsync: false })
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop()
      removePlace(folder)
      await rm(parent, { recursive: true, force: true })
    },
  }
}
