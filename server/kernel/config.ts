import ipaddr from 'ipaddr.js'
import { type CardsConfig, readCards } from './config-cards.ts'
import { type ChainConfig, type EvmChainConfig, readChains, type TronChainConfig } from './config-chains.ts'
import { type PartnerConfig, readPartner } from './config-partner.ts'
import { type PeopleConfig, readPeople } from './config-people.ts'
import { type PoliciesConfig, readPolicies } from './config-policies.ts'
import { type RampsConfig, readRamps } from './config-ramps.ts'
import { Secret } from './secret.ts'
import { createSettingsReader, type SettingRow, type SettingsReader } from './settings.ts'

export type {
  CardsConfig,
  ChainConfig,
  EvmChainConfig,
  PartnerConfig,
  PeopleConfig,
  PoliciesConfig,
  RampsConfig,
  TronChainConfig,
}

export type Profile = 'production' | 'sandbox'

export interface Config {
  readonly profile: Profile
  readonly host: string
  /** 0 = any free port. */
  readonly port: number
  /** Where callers reach the platform, without a slash at the end; null: where each call has reached it. */
  readonly publicUrl: string | null
  readonly databaseUrl: string
  readonly databasePoolSize: number
  readonly operatorKey: Secret<string>
  /** 32 bytes that seal the seed and stored secrets: given as hex, or derived from a passphrase. */
  readonly vaultKey: Secret<
    { readonly kind: 'key'; readonly bytes: Buffer } | { readonly kind: 'passphrase'; readonly text: string }
  >
  readonly rateLimit: RateLimitConfig
  /** Calls that are worked on at one time; one more is refused at once. */
  readonly requestsInFlightMax: number
  /** Read X-Forwarded-For from the proxy in front. */
  readonly trustProxy: boolean
  /** Addresses and ranges that may read /metrics. */
  readonly metricsAllowList: readonly string[]
  readonly logLevel: string
  /** Of a collector of traces, without a slash at the end; null: none are made. */
  readonly traceUrl: string | null
  readonly chains: readonly ChainConfig[]
  /** Smallest deposit that is credited, in micro-dollars. */
  readonly minimumDepositMicroUsd: bigint
  readonly cards: CardsConfig
  readonly people: PeopleConfig
  readonly policies: PoliciesConfig
  /** Null: there is none. */
  readonly partner: PartnerConfig | null
  readonly ramps: RampsConfig
  readonly contract: {
    readonly treasuryWallets: number
    readonly virtualWallets: number
    readonly virtualCards: number
  }
}

export interface RateLimitConfig {
  readonly enabled: boolean
  /** Per IP address. */
  readonly requestsPerSecond: number
  readonly companyRequestsPerSecond: number
  /** The longest block that repeated breaches double up to. */
  readonly blockSecondsMax: number
  /** Without a breach for so long, the next block is a short one again. */
  readonly forgetSeconds: number
}

/** What an environment must hold: the text says every missing or wrong setting at once, by its name. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(
      `Holdfast cannot start: ${problems.length === 1 ? 'a setting is' : 'settings are'} missing or wrong\n${problems.map((p) => `  ${p}`).join('\n')}`,
    )
  }
}

export function readDatabaseUrl(read: SettingsReader): string {
  const form = 'postgres://user:password@host:port/name'
  const url = read.required('DATABASE_URL', `the PostgreSQL 15+ to use, as ${form}`)
  if (url !== '' && !/^postgres(ql)?:\/\/./.test(url))
    read.problems.push(`DATABASE_URL must be of the form ${form}`)
  return url
}

/** Reads the settings (docs/settings.md lists them). @throws ConfigError naming each setting that is missing or wrong. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const read = createSettingsReader(env)
  const config = readConfig(read)
  if (read.problems.length > 0) throw new ConfigError(read.problems)
  return config
}

/** Every setting there is, with the defaults of the production profile. */
export function describeSettings(): readonly SettingRow[] {
  const read = createSettingsReader({})
  readConfig(read)
  return read.rows
}

function readPublicUrl(read: SettingsReader): string | null {
  const name = 'HOLDFAST_PUBLIC_URL'
  const url = read.optional(
    name,
    'Where callers reach the platform, for the links that it gives out; without it, where the call that asks has reached it',
  )
  if (url === '') return null
  if (!/^https?:\/\/[^/?#\s]+\/?$/.test(url))
    read.problems.push(`${name} must be an http or https URL without a path`)
  return url.replace(/\/$/, '')
}

function readTraceUrl(read: SettingsReader): string | null {
  const name = 'HOLDFAST_OTLP_URL'
  const what =
    'An OpenTelemetry collector that takes OTLP over HTTP, as http://host:4318: traces of calls, books, chains and webhooks are sent there'
  const url = read.optional(name, what)
  if (url === '') return null
  if (!/^https?:\/\/[^?#\s]+$/.test(url)) read.problems.push(`${name} must be an http or https URL`)
  return url.replace(/\/$/, '')
}

const COUNT: readonly [number, number] = [0, 2_147_483_647]

function readConfig(read: SettingsReader): Config {
  const profile = read.choice(
    'HOLDFAST_PROFILE',
    ['production', 'sandbox'],
    'production',
    'The sandbox adds its tools and a clock that can be moved',
  )
  const publicUrl = readPublicUrl(read)
  return {
    profile,
    host: read.text('HOST', '127.0.0.1', 'Address to listen at'),
    port: read.integer('PORT', 8080, [0, 65_535], 'Port to listen at; 0 = any free one'),
    publicUrl,
    databaseUrl: readDatabaseUrl(read),
    databasePoolSize: read.integer(
      'HOLDFAST_DATABASE_POOL',
      20,
      [2, 500],
      'Connections to the database; calls of one company write on a quarter of them at most; each node adds one that shows that it lives',
    ),
    operatorKey: new Secret(readOperatorKey(read)),
    vaultKey: readVaultKey(read),
    rateLimit: readRateLimit(read, profile),
    requestsInFlightMax: read.integer(
      'HOLDFAST_REQUESTS_IN_FLIGHT',
      1000,
      [1, 100_000],
      'Calls worked on at one time; one more is answered 429 at once',
    ),
    trustProxy: read.flag(
      'HOLDFAST_TRUST_PROXY',
      false,
      "A proxy stands in front, and nobody else reaches this port: take the caller's address from the last entry of X-Forwarded-For",
    ),
    metricsAllowList: readMetricsAllowList(read),
    logLevel: read.choice(
      'LOG_LEVEL',
      ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
      'info',
      'What is logged (JSON lines on stdout)',
    ),
    traceUrl: readTraceUrl(read),
    chains: readChains(read),
    minimumDepositMicroUsd:
      BigInt(
        read.integer('HOLDFAST_MINIMUM_DEPOSIT_USD', 1, [0, 1_000_000], 'Smallest deposit that is credited'),
      ) * 1_000_000n,
    cards: readCards(read),
    people: readPeople(read, profile),
    policies: readPolicies(read),
    partner: readPartner(read, profile, publicUrl),
    ramps: readRamps(read),
    contract: {
      treasuryWallets: read.integer(
        'HOLDFAST_CONTRACT_TREASURY_WALLETS',
        10,
        COUNT,
        'Treasury wallets of a new company',
      ),
      virtualWallets: read.integer(
        'HOLDFAST_CONTRACT_VIRTUAL_WALLETS',
        1000,
        COUNT,
        'Virtual wallets of a new company',
      ),
      virtualCards: read.integer('HOLDFAST_CONTRACT_VIRTUAL_CARDS', 100, COUNT, 'Cards of a new company'),
    },
  }
}

function readRateLimit(read: SettingsReader, profile: Profile): RateLimitConfig {
  const perSecond = (whose: string) => `Requests a second of one ${whose}, on this node`
  return {
    enabled: read.flag(
      'HOLDFAST_RATE_LIMIT',
      profile !== 'sandbox',
      'Limit requests; off by default in the sandbox',
    ),
    requestsPerSecond: read.integer(
      'HOLDFAST_RATE_LIMIT_PER_SECOND',
      15,
      [1, 1_000_000],
      perSecond('IP address'),
    ),
    companyRequestsPerSecond: read.integer(
      'HOLDFAST_RATE_LIMIT_COMPANY_PER_SECOND',
      15,
      [1, 1_000_000],
      perSecond('company'),
    ),
    blockSecondsMax: read.integer(
      'HOLDFAST_RATE_LIMIT_BLOCK_SECONDS',
      3600,
      [1, 86_400],
      'Longest block: the first breach blocks for 1 s, each further one for twice as long, up to this',
    ),
    forgetSeconds: read.integer(
      'HOLDFAST_RATE_LIMIT_FORGET_SECONDS',
      3600,
      [1, 86_400],
      'Without a breach for so long after the last block, counting begins anew',
    ),
  }
}

function readMetricsAllowList(read: SettingsReader): string[] {
  const name = 'HOLDFAST_METRICS_ALLOW'
  const ranges = read
    .text(
      name,
      '127.0.0.0/8,::1,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7',
      'Addresses and CIDR ranges that may read /metrics, comma-joined; for others it does not exist',
    )
    .split(',')
    .map((range) => range.trim())
  const wrong = ranges.filter((range) => !ipaddr.isValid(range) && !ipaddr.isValidCIDR(range))
  if (wrong.length > 0)
    read.problems.push(`${name} must be addresses or CIDR ranges, not ${wrong.join(', ')}`)
  return ranges
}

function readOperatorKey(read: SettingsReader): string {
  const key = read.required(
    'HOLDFAST_OPERATOR_KEY',
    'the key of the operator calls, at least 32 random characters',
  )
  if (key !== '' && key.length < 32)
    read.problems.push('HOLDFAST_OPERATOR_KEY must have at least 32 characters')
  return key
}

export type VaultKey = Config['vaultKey']

/** @param prefix of the settings: the key that `rekey` changes to has other names */
export function readVaultKey(read: SettingsReader, prefix = 'HOLDFAST_'): VaultKey {
  const keyName = `${prefix}VAULT_KEY`
  const passphraseName = `${prefix}VAULT_PASSPHRASE`
  const hex = read.optional(
    keyName,
    '64 hex digits (32 bytes) that seal the seed and stored secrets; or the passphrase below',
  )
  const passphrase = read.optional(
    passphraseName,
    'At least 16 characters from which the vault key is derived',
  )
  if (hex === '' && passphrase === '')
    read.problems.push(`${keyName} is missing: 64 hex digits (or set ${passphraseName})`)
  if (hex !== '' && !/^[0-9a-fA-F]{64}$/.test(hex)) read.problems.push(`${keyName} must be 64 hex digits`)
  if (hex === '' && passphrase !== '' && passphrase.length < 16)
    read.problems.push(`${passphraseName} must have at least 16 characters`)
  if (hex !== '') return new Secret({ kind: 'key', bytes: Buffer.from(hex, 'hex') })
  return new Secret({ kind: 'passphrase', text: passphrase })
}
