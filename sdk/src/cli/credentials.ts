import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { CommandError, UsageError } from './failure.ts'

export interface Credentials {
  readonly url: string
  readonly apiKey: string
}

/** Where `holdfast login` keeps them. */
export function credentialsFile(env: NodeJS.ProcessEnv): string {
  const folder =
    env.XDG_CONFIG_HOME || (process.platform === 'win32' && env.APPDATA) || join(homedir(), '.config')
  return join(folder, 'holdfast', 'credentials.json')
}

/** HOLDFAST_API_URL and HOLDFAST_API_KEY win over who has logged in. @throws CommandError when there is neither. */
export function readCredentials(env: NodeJS.ProcessEnv): Credentials {
  const { HOLDFAST_API_URL: url = '', HOLDFAST_API_KEY: apiKey = '' } = env
  if (url !== '' && apiKey !== '') return { url: readUrl(url), apiKey }
  if (url !== '' || apiKey !== '')
    throw new CommandError(
      'HOLDFAST_API_URL and HOLDFAST_API_KEY belong together, and one of them is not set.',
      'Set both, or none to use what holdfast login has kept.',
    )
  const kept = readKept(credentialsFile(env))
  if (kept !== null) return kept
  throw new CommandError(
    'Nobody has logged in.',
    'holdfast login --sandbox where npm start runs, or holdfast login --url https://… with a key; or set HOLDFAST_API_URL and HOLDFAST_API_KEY.',
  )
}

/** For the owner's eyes alone, whole or not at all. */
export function keepCredentials(env: NodeJS.ProcessEnv, { url, apiKey }: Credentials): string {
  const file = credentialsFile(env)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const fresh = `${file}.${process.pid}`
  writeFileSync(fresh, `${JSON.stringify({ url, api_key: apiKey }, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  renameSync(fresh, file)
  return file
}

export function forgetCredentials(env: NodeJS.ProcessEnv): string {
  const file = credentialsFile(env)
  rmSync(file, { force: true })
  return file
}

/** @throws UsageError */
export function readUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageError(`"${text}" is no address like https://holdfast.example.com`, 'login')
  return text.replace(/\/+$/, '')
}

function readKept(file: string): Credentials | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return null
  }
  const kept = fieldsOf(text)
  if (typeof kept.url === 'string' && typeof kept.api_key === 'string')
    return { url: kept.url, apiKey: kept.api_key }
  throw new CommandError(`${file} cannot be read.`, 'holdfast login writes it anew.')
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {}
  }
}
