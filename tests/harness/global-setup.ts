import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { migrate } from '../../server/kernel/migrate.ts'
import { onServer } from './database.ts'
import { startTestPostgres } from './postgres.ts'

/**
 * One PostgreSQL for the whole run, or the one of HOLDFAST_TEST_POSTGRES; a migrated template in it, of this run alone,
 * which freshDatabase() copies. The workers inherit both names.
 */
export async function setup(): Promise<() => Promise<void>> {
  const given = process.env.HOLDFAST_TEST_POSTGRES
  const own = given === undefined ? await startTestPostgres() : null
  const serverUrl = given ?? own?.url ?? ''
  const template = `holdfast_template_${randomBytes(6).toString('hex')}`
  await onServer(serverUrl, `CREATE DATABASE ${template}`)
  const url = new URL(serverUrl)
  url.pathname = `/${template}`
  await migrate(url.href)
  // Some sixty processes of the platform are started in a run; each would strip and compile the same sources for 1.4 s.
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
    new URL('../../node_modules/.cache/compile', import.meta.url),
  )
  process.env.HOLDFAST_TEST_POSTGRES = serverUrl
  process.env.HOLDFAST_TEST_TEMPLATE = template
  return async () => {
    await onServer(serverUrl, `DROP DATABASE ${template} WITH (FORCE)`)
    await own?.stop()
  }
}
