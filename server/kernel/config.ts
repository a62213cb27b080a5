import { Secret } from './secret.ts'

export type Profile = 'production' | 'sandbox'

export interface ChainConfig {
  readonly name: string
  readonly rpcUrls: readonly string[]
  readonly chainId: number
  readonly creditConfirmations: number
  readonly finalConfirmations: number
  /** In the default order: the first is the chain's first default token. Decimals are read from the chain. */
  readonly defaultTokens: readonly { readonly symbol: string; readonly address: string }[]
  readonly nativeSymbol: string
  /** The pseudo-address that stands for the chain's coin. */
  readonly nativeAddress: string
  /** How often the watcher and the sender look at the node. */
  readonly pollMs: number
  /** A transaction not mined for this long is replaced with a higher fee. */
  readonly replaceAfterMs: number
  /** Wei per gas that is never exceeded, whatever the market asks. */
  readonly maxFeePerGas: bigint
}

export interface Config {
  readonly profile: Profile
  readonly host: string
  /** 0 = any free port. */
  readonly port: number
  readonly databaseUrl: string
  readonly databasePoolSize: number
  readonly operatorKey: Secret<string>
  /** 32 bytes that seal the seed and stored secrets: given as hex, or derived from a passphrase. */
  readonly vaultKey: Secret<
    { readonly kind: 'key'; readonly bytes: Buffer } | { readonly kind: 'passphrase'; readonly text: string }
  >
  readonly rateLimit: { readonly enabled: boolean; readonly requestsPerSecond: number }
  /** Read X-Forwarded-For from the proxy in front. */
  readonly trustProxy: boolean
  readonly logLevel: string
  readonly chains: readonly ChainConfig[]
  /** Smallest deposit that is credited, in micro-dollars. */
  readonly minimumDepositMicroUsd: bigint
  readonly contract: {
    readonly treasuryWallets: number
    readonly virtualWallets: number
    readonly virtualCards: number
  }
}

/** What an environment must hold: the text says every missing or wrong setting at once, by its name. */
export class ConfigError extends Error {
  constructor(problems: string[]) {
    super(
      `Holdfast cannot start: ${problems.length === 1 ? 'a setting is' : 'settings are'} missing or wrong\n${problems.map((p) => `  ${p}`).join('\n')}`,
    )
  }
}

interface ChainDefaults {
  readonly chainId: number
  readonly finalConfirmations: number
  readonly tokens: string
  readonly nativeSymbol: string
  readonly nativeAddress: string
  readonly maxFeeGwei: number
}

/** Production values of the contract (active-management §3, treasury §1 and §5). */
const CHAIN_DEFAULTS: Record<string, ChainDefaults> = {
  POLYGON: {
    chainId: 137,
    finalConfirmations: 50,
    nativeSymbol: 'POL',
    nativeAddress: '0x0000000000000000000000000000000000001010',
    maxFeeGwei: 2000,
    tokens: 'USDC:0x3c499c542cef5e3811e1192ce70d8cc03d5c3359,USDT:0xc2132D05D31c914a87C6611C10748AEb04B58e8F',
  },
  BSC: {
    chainId: 56,
    finalConfirmations: 15,
    nativeSymbol: 'BNB',
    nativeAddress: '0x0000000000000000000000000000000000000000',
    maxFeeGwei: 20,
    tokens:
      'USDC:0x8AC76a51cc950d9822D68b83fE1Ad97B32Cd580d,BUSD:0xe9e7CEA3DedcA5984780Bafc599bD69ADd087D56,BSC-USD:0x55d398326f99059fF775485246999027B3197955',
  },
}

/** Reads the settings (docs/settings.md lists them). @throws ConfigError naming each setting that is missing or wrong. */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const problems: string[] = []
  const read = reader(env, problems)
  const profile = read.choice('HOLDFAST_PROFILE', ['production', 'sandbox'], 'production')
  const config: Config = {
    profile: profile === 'sandbox' ? 'sandbox' : 'production',
    host: read.text('HOST', '127.0.0.1'),
    port: read.integer('PORT', 8080, 0, 65_535),
    databaseUrl: read.required(
      'DATABASE_URL',
      'the PostgreSQL 15+ to use, as postgres://user:password@host:port/name',
    ),
    databasePoolSize: read.integer('HOLDFAST_DATABASE_POOL', 20, 2, 500),
    operatorKey: new Secret(readOperatorKey(read, problems)),
    vaultKey: readVaultKey(env, problems),
    rateLimit: {
      enabled: read.flag('HOLDFAST_RATE_LIMIT', profile !== 'sandbox'),
      requestsPerSecond: read.integer('HOLDFAST_RATE_LIMIT_PER_SECOND', 15, 1, 1_000_000),
    },
    trustProxy: read.flag('HOLDFAST_TRUST_PROXY', false),
    logLevel: read.choice('LOG_LEVEL', ['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'info'),
    chains: readChains(env, read, problems),
    minimumDepositMicroUsd:
      BigInt(read.integer('HOLDFAST_MINIMUM_DEPOSIT_USD', 1, 0, 1_000_000)) * 1_000_000n,
    contract: {
      treasuryWallets: read.integer('HOLDFAST_CONTRACT_TREASURY_WALLETS', 10, 0, 2_147_483_647),
      virtualWallets: read.integer('HOLDFAST_CONTRACT_VIRTUAL_WALLETS', 1000, 0, 2_147_483_647),
      virtualCards: read.integer('HOLDFAST_CONTRACT_VIRTUAL_CARDS', 100, 0, 2_147_483_647),
    },
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

type Read = ReturnType<typeof reader>

function reader(env: Record<string, string | undefined>, problems: string[]) {
  const text = (name: string, fallback: string) => env[name]?.trim() || fallback
  return {
    text,
    required(name: string, what: string): string {
      const value = text(name, '')
      if (value === '') problems.push(`${name} is missing: ${what}`)
      return value
    },
    integer(name: string, fallback: number, min: number, max: number): number {
      const value = Number(text(name, String(fallback)))
      if (Number.isInteger(value) && value >= min && value <= max) return value
      problems.push(`${name} must be a whole number from ${min} to ${max}`)
      return fallback
    },
    choice(name: string, allowed: string[], fallback: string): string {
      const value = text(name, fallback)
      if (!allowed.includes(value)) problems.push(`${name} must be one of ${allowed.join(', ')}`)
      return value
    },
    flag(name: string, fallback: boolean): boolean {
      const value = text(name, fallback ? 'on' : 'off')
      if (value !== 'on' && value !== 'off') problems.push(`${name} must be on or off`)
      return value === 'on'
    },
  }
}

function readOperatorKey(read: Read, problems: string[]): string {
  const key = read.required(
    'HOLDFAST_OPERATOR_KEY',
    'the key of the operator calls, at least 32 random characters',
  )
  if (key !== '' && key.length < 32) problems.push('HOLDFAST_OPERATOR_KEY must have at least 32 characters')
  return key
}

function readVaultKey(env: Record<string, string | undefined>, problems: string[]): Config['vaultKey'] {
  const hex = env['HOLDFAST_VAULT_KEY']?.trim() ?? ''
  const passphrase = env['HOLDFAST_VAULT_PASSPHRASE'] ?? ''
  if (hex === '' && passphrase === '')
    problems.push('HOLDFAST_VAULT_KEY is missing: 64 hex digits (or set HOLDFAST_VAULT_PASSPHRASE)')
  if (hex !== '' && !/^[0-9a-fA-F]{64}$/.test(hex)) problems.push('HOLDFAST_VAULT_KEY must be 64 hex digits')
  if (hex === '' && passphrase !== '' && passphrase.length < 16)
    problems.push('HOLDFAST_VAULT_PASSPHRASE must have at least 16 characters')
  if (hex !== '') return new Secret({ kind: 'key', bytes: Buffer.from(hex, 'hex') })
  return new Secret({ kind: 'passphrase', text: passphrase })
}

/** `HOLDFAST_CHAINS` names the chains; each takes `HOLDFAST_<CHAIN>_…` settings over the defaults above. */
function readChains(env: Record<string, string | undefined>, read: Read, problems: string[]): ChainConfig[] {
  const names = read
    .text('HOLDFAST_CHAINS', 'POLYGON,BSC')
    .split(',')
    .map((name) => name.trim().toUpperCase())
  const chains: ChainConfig[] = []
  for (const name of names) {
    const defaults = CHAIN_DEFAULTS[name]
    if (defaults === undefined) {
      problems.push(
        `HOLDFAST_CHAINS names ${name}, which is not one of ${Object.keys(CHAIN_DEFAULTS).join(', ')}`,
      )
      continue
    }
    const own = `HOLDFAST_${name}_`
    const rpcUrls = read
      .required(`${own}RPC_URL`, `the JSON-RPC of a ${name} node (several: comma-joined)`)
      .split(',')
      .map((url) => url.trim())
    if (!rpcUrls.every((url) => url === '' || URL.canParse(url))) problems.push(`${own}RPC_URL must be URLs`)
    const tokens = (env[`${own}TOKENS`]?.trim() || defaults.tokens).split(',').map((pair) => {
      const [symbol = '', address = ''] = pair.split(':').map((part) => part.trim())
      if (symbol === '' || !/^0x[0-9a-fA-F]{40}$/.test(address))
        problems.push(`${own}TOKENS must be SYMBOL:0xaddress pairs, comma-joined`)
      return { symbol, address }
    })
    chains.push({
      name,
      rpcUrls,
      chainId: read.integer(`${own}CHAIN_ID`, defaults.chainId, 1, Number.MAX_SAFE_INTEGER),
      creditConfirmations: read.integer(`${own}CREDIT_CONFIRMATIONS`, 1, 1, 1000),
      finalConfirmations: read.integer(`${own}FINAL_CONFIRMATIONS`, defaults.finalConfirmations, 1, 10_000),
      defaultTokens: tokens,
      nativeSymbol: defaults.nativeSymbol,
      nativeAddress: defaults.nativeAddress,
      pollMs: read.integer(`${own}POLL_MS`, 1000, 10, 60_000),
      replaceAfterMs: read.integer(`${own}REPLACE_AFTER_MS`, 30_000, 100, 3_600_000),
      maxFeePerGas:
        BigInt(read.integer(`${own}MAX_FEE_GWEI`, defaults.maxFeeGwei, 1, 1_000_000)) * 1_000_000_000n,
    })
  }
  return chains
}
