import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** pgbench's own TPC-B at scale 1, transactions per second; null where it is not installed. */
export function preparePgbench(databaseUrl: string): ((clients: number, seconds: number) => number) | null {
  const program = findPgbench()
  if (program === null) return null
  const run = (...args: string[]) =>
    execFileSync(program, [...args, databaseUrl], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  run('-i', '-s', '1', '-q')
  return (clients, seconds) => {
    const output = run('-n', '-c', String(clients), '-j', '2', '-T', String(seconds))
    return Number(/tps = ([\d.]+)/.exec(output)?.[1] ?? Number.NaN)
  }
}

function findPgbench(): string | null {
  const installed = '/usr/lib/postgresql'
  const versions = existsSync(installed) ? readdirSync(installed).toSorted().toReversed() : []
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...versions.map((version) => join(installed, version, 'bin')),
  ]
  return folders.map((folder) => join(folder, 'pgbench')).find((path) => existsSync(path)) ?? null
}
