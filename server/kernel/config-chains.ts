import type { SettingsReader } from './settings.ts'

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
  /** Part of the node's suggested tip that sweeps offer. */
  readonly sweepTipPercent: number
}

interface ChainDefaults {
  readonly chainId: number
  readonly finalConfirmations: number
  readonly tokens: string
  readonly nativeSymbol: string
  readonly nativeAddress: string
  readonly maxFeeGwei: number
}

const WEI_PER_GWEI = 1_000_000_000n

/** Production values of the contract (active-management §3, treasury §1 and §5). */
const CHAIN_DEFAULTS: Readonly<Record<string, ChainDefaults>> = {
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

const CHAIN_NAMES = Object.keys(CHAIN_DEFAULTS)

/** `HOLDFAST_CHAINS` names the chains; each takes `HOLDFAST_<CHAIN>_…` settings over the defaults above. */
export function readChains(read: SettingsReader): ChainConfig[] {
  const names = read
    .text(
      'HOLDFAST_CHAINS',
      CHAIN_NAMES.join(','),
      `Chains to serve, comma-joined: ${CHAIN_NAMES.join(', ')}`,
    )
    .split(',')
    .map((name) => name.trim().toUpperCase())
  const chains: ChainConfig[] = []
  for (const name of new Set(names)) {
    const defaults = CHAIN_DEFAULTS[name]
    if (defaults === undefined)
      read.problems.push(`HOLDFAST_CHAINS names ${name}, which is not one of ${CHAIN_NAMES.join(', ')}`)
    else chains.push(readChain(read, name, defaults))
  }
  return chains
}

function readChain(read: SettingsReader, name: string, defaults: ChainDefaults): ChainConfig {
  const own = (setting: string) => `HOLDFAST_${name}_${setting}`
  return {
    name,
    rpcUrls: readUrls(read, own('RPC_URL'), name),
    chainId: read.integer(
      own('CHAIN_ID'),
      defaults.chainId,
      [1, Number.MAX_SAFE_INTEGER],
      'Chain id that the node must report and transactions are signed for',
    ),
    creditConfirmations: read.integer(
      own('CREDIT_CONFIRMATIONS'),
      1,
      [1, 1000],
      'Confirmations at which a deposit is credited; 1 = in a block',
    ),
    finalConfirmations: read.integer(
      own('FINAL_CONFIRMATIONS'),
      defaults.finalConfirmations,
      [1, 10_000],
      'Confirmations after which a block counts as final',
    ),
    defaultTokens: readTokens(read, own('TOKENS'), defaults.tokens),
    nativeSymbol: defaults.nativeSymbol,
    nativeAddress: defaults.nativeAddress,
    pollMs: read.integer(
      own('POLL_MS'),
      1000,
      [10, 60_000],
      'Milliseconds between looks of watcher and sender at the node',
    ),
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

function readUrls(read: SettingsReader, name: string, chain: string): string[] {
  const urls = read
    .required(name, `the JSON-RPC of a ${chain} node (several: comma-joined)`)
    .split(',')
    .map((url) => url.trim())
  if (!urls.every((url) => url === '' || isHttpUrl(url)))
    read.problems.push(`${name} must be http or https URLs`)
  return urls
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

function readTokens(
  read: SettingsReader,
  name: string,
  fallback: string,
): { symbol: string; address: string }[] {
  const text = read.text(name, fallback, 'Default tokens in order, as SYMBOL:0xaddress, comma-joined')
  return text.split(',').map((pair) => {
    const [symbol = '', address = ''] = pair.split(':').map((part) => part.trim())
    if (symbol === '' || !/^0x[0-9a-fA-F]{40}$/.test(address))
      read.problems.push(`${name} must be SYMBOL:0xaddress pairs, comma-joined`)
    return { symbol, address }
  })
}
