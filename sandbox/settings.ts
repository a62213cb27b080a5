import { type Config, loadConfig } from '../server/kernel/config.ts'
import { PARTNER_WEBHOOK_PATH } from '../server/kernel/config-partner.ts'
import type { SandboxChain } from './chains/sandbox-chain.ts'
import type { Secrets } from './home.ts'
import type { OutsideServer } from './network/server.ts'
import type { NetworkKey } from './network/sign.ts'
import type { PartnerSimulator } from './partner/simulator.ts'
import { freePort, portIsFree } from './processes.ts'

const PORT_DEFAULT = 8080
/** From which a block counts as final for everybody in the sandbox. */
export const FINAL_CONFIRMATIONS = 10
const POLL_MS = 250
const LARGE_POOL = 1_000_000
/** Of Visa's, and nobody's outside of tests. */
const CARD_BIN = '45320155'

/** What the platform is told of the world around it. */
export interface SettingsWorld {
  readonly databaseUrl: string
  readonly chains: readonly SandboxChain[]
  readonly secrets: Secrets
  readonly networkKey: NetworkKey
  readonly outside: OutsideServer
  readonly partner: Pick<PartnerSimulator, 'url' | 'apiKey'>
}

/**
 * The platform's own settings, filled in for the world of the sandbox: it reads them as it would in production. What the
 * user sets wins.
 */
export async function sandboxConfig(env: NodeJS.ProcessEnv, world: SettingsWorld): Promise<Config> {
  return loadConfig(sandboxSettings(env, world, await choosePort(env)))
}

export function sandboxSettings(
  env: NodeJS.ProcessEnv,
  { databaseUrl, chains, secrets, networkKey, outside, partner }: SettingsWorld,
  port: string,
): Record<string, string | undefined> {
  return {
    HOLDFAST_OPERATOR_KEY: secrets.operator_key,
    HOLDFAST_VAULT_KEY: secrets.vault_key,
    HOLDFAST_CONTRACT_TREASURY_WALLETS: String(LARGE_POOL),
    HOLDFAST_CONTRACT_VIRTUAL_WALLETS: String(LARGE_POOL),
    HOLDFAST_CONTRACT_VIRTUAL_CARDS: String(LARGE_POOL),
    HOLDFAST_CARD_BIN: CARD_BIN,
    ...env,
    PORT: port,
    ...Object.fromEntries(chains.flatMap(chainSettings)),
    HOLDFAST_CHAINS: chains.map(({ spec }) => spec.name).join(','),
    HOLDFAST_NETWORK_KEYS: `${networkKey.id}:${networkKey.secret}`,
    HOLDFAST_NETWORK_URL: outside.processorUrl,
    HOLDFAST_SMS_URL: outside.smsUrl,
    HOLDFAST_SMS_TOKEN: secrets.sms_token,
    HOLDFAST_MAIL_URL: outside.mailUrl,
    HOLDFAST_MAIL_TOKEN: secrets.sms_token,
    HOLDFAST_BRIDGE_URL: partner.url,
    HOLDFAST_BRIDGE_API_KEY: partner.apiKey,
    HOLDFAST_BRIDGE_WEBHOOK_URL: `http://${reachableHost(env.HOST)}:${port}${PARTNER_WEBHOOK_PATH}`,
    HOLDFAST_PROFILE: 'sandbox',
    DATABASE_URL: databaseUrl,
  }
}

/** For `npm run verify` beside a sandbox: the books and the chains to compare them with, as a file of settings. */
export function verifySettings(databaseUrl: string, chains: readonly SandboxChain[]): string {
  const settings = [
    ['DATABASE_URL', databaseUrl],
    ['HOLDFAST_CHAINS', chains.map(({ spec }) => spec.name).join(',')],
    ...chains.flatMap(chainSettings),
  ]
  return `${settings.map(([name, value]) => `${name}=${value}`).join('\n')}\n`
}

/** How the platform reaches this chain, and what it knows of it. */
export function chainSettings({ spec, url, tokens, local }: SandboxChain): [string, string][] {
  const own = `HOLDFAST_${spec.name}`
  return [
    ...local.settings(url),
    [`${own}_TOKENS`, tokens.map(({ symbol, address }) => `${symbol}:${address}`).join(',')],
    [`${own}_CREDIT_CONFIRMATIONS`, '1'],
    [`${own}_FINAL_CONFIRMATIONS`, String(FINAL_CONFIRMATIONS)],
    [`${own}_POLL_MS`, String(POLL_MS)],
    [`${own}_EXPLORER_URL`, 'none'],
  ]
}

/**
 * Without PORT a newcomer whose 8080 is taken gets another one instead of an error. Chosen before anything listens, for the partner
 * must be told where.
 */
async function choosePort({ PORT }: NodeJS.ProcessEnv): Promise<string> {
  const given = PORT?.trim() ?? ''
  if (given !== '' && given !== '0') return given
  return given === '' && (await portIsFree(PORT_DEFAULT)) ? String(PORT_DEFAULT) : String(await freePort())
}

/** From this machine. */
function reachableHost(host: string | undefined): string {
  const given = host?.trim() ?? ''
  if (given === '' || given === '0.0.0.0' || given === '::') return '127.0.0.1'
  return given.includes(':') ? `[${given}]` : given
}
