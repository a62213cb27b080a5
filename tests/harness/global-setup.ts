import { migrate } from '../../server/kernel/migrate.ts'
import { onServer } from './database.ts'

/** One PostgreSQL for the whole run; each test file copies the migrated template. */
export async function setup(): Promise<() => Promise<void>> {
  const serverUrl = process.env['HOLDFAST_TEST_POSTGRES']
  if (serverUrl === undefined) throw new Error('HOLDFAST_TEST_POSTGRES is not set')
  const template = `holdfast_template`
  await onServer(serverUrl, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`)
  await onServer(serverUrl, `CREATE DATABASE ${template}`)
  const url = new URL(serverUrl)
  url.pathname = `/${template}`
  await migrate(url.href)
  return async () => {}
}
