import { type ChainConfigBase, type ChainDefaults, readShared, readUrls } from './config-chain-shared.ts'
import { readTron, type TronChainConfig } from './config-tron.ts'
import type { SettingsReader } from './settings.ts'

export interface EvmChainConfig extends ChainConfigBase {
  readonly family: 'EVM'
  /** A transaction not mined for this long is replaced with a higher fee. */
  readonly replaceAfterMs: number
  /** Wei per gas that is never exceeded, whatever the market asks. */
  readonly maxFeePerGas: bigint
  /** Part of the node's suggested tip that sweeps offer. */
  readonly sweepTipPercent: number
}

export type { TronChainConfig }
export type ChainConfig = EvmChainConfig | TronChainConfig

interface EvmDefaults extends ChainDefaults {
  readonly chainId: number
  readonly maxFeeGwei: number
}

const WEI_PER_GWEI = 1_000_000_000n

/** Production values of the contract (active-management §3, treasury §1 and §5). */
const EVM_DEFAULTS: Readonly<Record<string, EvmDefaults>> = {
  POLYGON: {
    chainId: 137,
    finalConfirmations: 50,
    nativeSymbol: 'POL',
    nativeName: 'Polygon Ecosystem Token',
    nativeDecimals: 18,
    coinUsd: '0.25',
    nativeAddress: '0x0000000000000000000000000000000000001010',
    explorerUrl: 'https://polygonscan.com',
    maxFeeGwei: 2000,
    tokens: 'USDC:0x3c499c542cef5e3811e1192ce70d8cc03d5c3359,USDT:0xc2132D05D31c914a87C6611C10748AEb04B58e8F',
  },
  BSC: {
    chainId: 56,
    finalConfirmations: 15,
    nativeSymbol: 'BNB',
    nativeName: 'BNB',
    nativeDecimals: 18,
    coinUsd: '600',
    nativeAddress: '0x0000000000000000000000000000000000000000',
    explorerUrl: 'https://bscscan.com',
    maxFeeGwei: 20,
    tokens:
      'USDC:0x8AC76a51cc950d9822D68b83fE1Ad97B32Cd580d,BUSD:0xe9e7CEA3DedcA5984780Bafc599bD69ADd087D56,BSC-USD:0x55d398326f99059fF775485246999027B3197955',
  },
}

const CHAIN_NAMES = [...Object.keys(EVM_DEFAULTS), 'TRON']
const EVM_ADDRESS = /^0x[0-9a-fA-F]{40}$/

/** The setting that names the nodes of a chain. */
export function nodesSetting({ family, name }: Pick<ChainConfig, 'family' | 'name'>): string {
  return `HOLDFAST_${name}_${family === 'TRON' ? 'FULL_NODE_URL' : 'RPC_URL'}`
}

/** `HOLDFAST_CHAINS` names the chains; each takes `HOLDFAST_<CHAIN>_…` settings over the defaults above. */
export function readChains(read: SettingsReader): ChainConfig[] {
  const usual = CHAIN_NAMES.join(',')
  const text = read.text(
    'HOLDFAST_CHAINS',
    usual,
    `Chains to serve, comma-joined: ${CHAIN_NAMES.join(', ')}; unless named here, TRON is served where its nodes are set`,
  )
  const chains: ChainConfig[] = []
  for (const name of new Set(text.split(',').map((part) => part.trim().toUpperCase()))) {
    const defaults = EVM_DEFAULTS[name]
    if (name === 'TRON') chains.push(...readTron(read, text !== usual))
    else if (defaults !== undefined) chains.push(readEvmChain(read, name, defaults))
    else read.problems.push(`HOLDFAST_CHAINS names ${name}, which is not one of ${CHAIN_NAMES.join(', ')}`)
  }
  return chains
}

function readEvmChain(read: SettingsReader, name: string, defaults: EvmDefaults): EvmChainConfig {
  const own = (setting: string) => `HOLDFAST_${name}_${setting}`
  return {
    family: 'EVM',
    name,
    rpcUrls: readUrls(
      read,
      own('RPC_URL'),
      read.required(own('RPC_URL'), `the JSON-RPC of a ${name} node (several: comma-joined)`),
    ),
    chainId: read.integer(
      own('CHAIN_ID'),
      defaults.chainId,
      [1, Number.MAX_SAFE_INTEGER],
      'Chain id that the node must report and transactions are signed for',
    ),
    ...readShared(read, name, defaults, { address: EVM_ADDRESS, form: 'SYMBOL:0xaddress' }),
    replaceAfterMs: read.integer(
      own('REPLACE_AFTER_MS'),
      30_000,
      [100, 3_600_000],
      'Milliseconds after which a transaction that is not mined is replaced with a higher fee',
    ),
    maxFeePerGas:
      BigInt(
        read.integer(
          own('MAX_FEE_GWEI'),
          defaults.maxFeeGwei,
          [1, 1_000_000],
          'Gwei per gas that is never exceeded, whatever the market asks',
        ),
      ) * WEI_PER_GWEI,
    sweepTipPercent: read.integer(
      own('SWEEP_TIP_PERCENT'),
      100,
      [1, 100],
      "Part of the node's suggested tip that sweeps offer: less is cheaper and slower",
    ),
  }
}
