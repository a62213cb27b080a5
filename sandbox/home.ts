import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readJson, writeJson } from './files.ts'
import { becomes, errorCode, isAlive } from './processes.ts'

/** The one place of all state of a sandbox. */
export interface Home {
  readonly folder: string
  /** For scripts: there while the sandbox is ready, and only then. */
  readonly sandboxFile: string
  readonly secretsFile: string
  readonly companyFile: string
  readonly clockFile: string
  readonly logFile: string
  /** Settings with which `npm run verify` finds the books and the chains of this sandbox. */
  readonly verifyFile: string
  /** Where the outside world of cards listens, what its processor remembers, and the scenarios. */
  readonly outsideFile: string
  readonly purchasesFile: string
  readonly scenariosFile: string
  /** Where the banking partner listens, and what it remembers. */
  readonly partnerFile: string
  readonly partnerStateFile: string
  readonly postgres: string
  readonly chains: string
}

/** Made at the first start; they are as good as the money, so the owner alone can read them. */
export interface Secrets {
  readonly operator_key: string
  readonly vault_key: string
  readonly database_password: string
  /** Signs the messages of the card network, and what is sent to it. */
  readonly network_secret: string
  /** Opens the gateway of text messages. */
  readonly sms_token: string
  /** Opens the banking partner's API. */
  readonly partner_api_key: string
  /** Of the wallets from which it pays, the same on each chain. */
  readonly partner_wallet_key: string
}

/** What a person can put right: said without a stack. */
export class SandboxError extends Error {}

const DEFAULT_FOLDER = new URL('../.holdfast/', import.meta.url)
const LOCK_NAME = 'launcher.pid'
const STOPPING_MS_MAX = 15_000

export function openHome(env: NodeJS.ProcessEnv): Home {
  const given = env.HOLDFAST_HOME?.trim() ?? ''
  const folder = given === '' ? resolve(DEFAULT_FOLDER.pathname) : resolve(given)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // PostgreSQL is run as another user for root, and must come through here
  if (process.getuid?.() === 0) chmodSync(folder, statSync(folder).mode | 0o011)
  return homeIn(folder)
}

function homeIn(folder: string): Home {
  return {
    folder,
    sandboxFile: join(folder, 'sandbox.json'),
    secretsFile: join(folder, 'secrets.json'),
    companyFile: join(folder, 'company.json'),
    clockFile: join(folder, 'clock.json'),
    logFile: join(folder, 'holdfast.log'),
    verifyFile: join(folder, 'verify.env'),
    outsideFile: join(folder, 'outside.json'),
    purchasesFile: join(folder, 'purchases.jsonl'),
    scenariosFile: join(folder, 'scenarios.jsonl'),
    partnerFile: join(folder, 'partner.json'),
    partnerStateFile: join(folder, 'partner.jsonl'),
    postgres: join(folder, 'postgres'),
    chains: join(folder, 'chains'),
  }
}

/** The home may be of an older release: what that did not know is made now. */
export function readSecrets(home: Home): Secrets {
  const known = readJson<Partial<Secrets>>(home.secretsFile) ?? {}
  const secrets = {
    operator_key: `operator_${randomBytes(24).toString('base64url')}`,
    vault_key: randomBytes(32).toString('hex'),
    database_password: randomBytes(24).toString('hex'),
    network_secret: randomBytes(32).toString('hex'),
    sms_token: randomBytes(24).toString('hex'),
    partner_api_key: `sk-test-${randomBytes(24).toString('hex')}`,
    partner_wallet_key: `0x${randomBytes(32).toString('hex')}`,
    ...known,
  }
  if (Object.keys(known).length < Object.keys(secrets).length) writeJson(home.secretsFile, secrets)
  return secrets
}

/**
 * One sandbox per home. Waits for one that is just stopping. @returns what frees the home again.
 * @throws SandboxError when another one runs in it.
 */
export async function lockHome(home: Home): Promise<() => void> {
  const file = join(home.folder, LOCK_NAME)
  let owner = takeLock(file)
  if (owner !== null && readJson(home.sandboxFile) === null) {
    await becomes(() => {
      owner = takeLock(file)
      return owner === null
    }, STOPPING_MS_MAX)
  }
  if (owner === null) return () => rmSync(file, { force: true })
  const running = readJson<{ api_url: string }>(home.sandboxFile)
  throw new SandboxError(
    running === null
      ? `Process ${owner} is starting Holdfast in ${home.folder}, or waits for its Ctrl-C because its database or a chain has ended.`
      : `Holdfast is already running at ${running.api_url} (process ${owner}). Stop it with Ctrl-C there, or give this one another HOLDFAST_HOME and PORT.`,
  )
}

/** @returns null when the lock is ours now, else the process that holds it. */
function takeLock(file: string): number | null {
  for (;;) {
    try {
      const handle = openSync(file, 'wx', 0o600)
      writeSync(handle, `${process.pid}\n`)
      closeSync(handle)
      return null
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error
    }
    const owner = Number(readFileSync(file, 'utf8'))
    if (isLauncher(owner)) return owner
    rmSync(file, { force: true }) // of one that was killed
  }
}

/** Tells the launcher from a process that got its number later, where the system lets us. */
function isLauncher(pid: number): boolean {
  if (!(pid > 0) || pid === process.pid || !isAlive(pid)) return false
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('sandbox/main.ts')
  } catch {
    return process.platform !== 'linux'
  }
}
