import { type ChainConfigBase, type ChainDefaults, readShared, readUrls } from './config-chain-shared.ts'
import { Secret } from './secret.ts'
import type { SettingsReader } from './settings.ts'

export interface TronChainConfig extends ChainConfigBase {
  readonly family: 'TRON'
  /** Sent to the nodes as TRON-PRO-API-KEY. */
  readonly apiKey: Secret<string> | null
  /** The id of block 0, 64 hex digits: tells this chain from every other one. Its last 4 bytes are `chainId`. */
  readonly genesis: string
  /** A signed transaction can be mined for so long, counted from the time of the head block. */
  readonly expiryMs: number
  /** Sun that one transaction may cost at most, whatever the chain asks. */
  readonly maxFeeSun: bigint
  /** What pays for sweeps. DELEGATE: staked energy, where the gas account has it; else coin. */
  readonly sweepGas: 'DELEGATE' | 'COIN'
}

const TRON_DEFAULTS: ChainDefaults & { readonly genesis: string } = {
  finalConfirmations: 19,
  nativeSymbol: 'TRX',
  nativeName: 'TRON',
  nativeDecimals: 6,
  nativeAddress: 'T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb',
  explorerUrl: 'https://tronscan.org',
  coinUsd: '0.3',
  tokens: 'USDT:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
  genesis: '00000000000000001ebf88508a03865c71d452e25f4d51194196a1d22b6653dc',
}

const SUN_PER_TRX = 1_000_000n
const TRON_ADDRESS = /^T[1-9A-HJ-NP-Za-km-z]{33}$/

/** None where no node is set, unless TRON was asked for by name. */
export function readTron(read: SettingsReader, isNamed: boolean): TronChainConfig[] {
  const own = (setting: string) => `HOLDFAST_TRON_${setting}`
  const urls = read.optional(own('FULL_NODE_URL'), 'the HTTP API of a TRON full node (several: comma-joined)')
  if (urls === '' && isNamed)
    read.problems.push(`${own('FULL_NODE_URL')} is missing: the HTTP API of a TRON full node`)
  const apiKey = read.optional(own('API_KEY'), "The provider's key, sent as TRON-PRO-API-KEY")
  const genesis = readGenesis(read, own('GENESIS'))
  const config: TronChainConfig = {
    family: 'TRON',
    name: 'TRON',
    rpcUrls: readUrls(read, own('FULL_NODE_URL'), urls),
    chainId: Number.parseInt(genesis.slice(-8), 16),
    ...readShared(read, 'TRON', TRON_DEFAULTS, { address: TRON_ADDRESS, form: 'SYMBOL:Taddress' }),
    apiKey: apiKey === '' ? null : new Secret(apiKey),
    genesis,
    expiryMs: read.integer(
      own('EXPIRY_MS'),
      60_000,
      [10_000, 3_600_000],
      'Milliseconds for which a signed transaction can be mined; then it is signed again',
    ),
    maxFeeSun:
      BigInt(
        read.integer(
          own('MAX_FEE_TRX'),
          60,
          [1, 10_000],
          'TRX that one transaction may cost at most, whatever the chain asks',
        ),
      ) * SUN_PER_TRX,
    sweepGas: read.choice(
      own('SWEEP_GAS'),
      ['DELEGATE', 'COIN'],
      'DELEGATE',
      'What pays for sweeps: staked energy where the gas account has it, or always coin',
    ),
  }
  return urls === '' ? [] : [config]
}

function readGenesis(read: SettingsReader, name: string): string {
  const text = read.text(name, TRON_DEFAULTS.genesis, "Id of the chain's block 0, which the node must report")
  if (/^[0-9a-f]{64}$/.test(text)) return text
  read.problems.push(`${name} must be 64 hex digits in lower case`)
  return TRON_DEFAULTS.genesis
}
