import type { SettingsReader } from './settings.ts'

export interface ChainConfigBase {
  readonly name: string
  /** TRON: full nodes. */
  readonly rpcUrls: readonly string[]
  readonly chainId: number
  readonly creditConfirmations: number
  readonly finalConfirmations: number
  /** In the default order: the first is the chain's first default token. Decimals are read from the chain. */
  readonly defaultTokens: readonly { readonly symbol: string; readonly address: string }[]
  readonly nativeSymbol: string
  readonly nativeName: string
  readonly nativeDecimals: number
  /** The pseudo-address that stands for the chain's coin. */
  readonly nativeAddress: string
  /** Dollars that one coin is worth, as decimal text: what a deposit of coin counts as. */
  readonly coinUsd: string
  /** Where people look transactions and addresses up, without a slash at the end; null: nowhere. */
  readonly explorerUrl: string | null
  /** How often the watcher and the sender look at the node. */
  readonly pollMs: number
}

/** What every chain has that is not read from settings, and the defaults of what is. */
export interface ChainDefaults {
  readonly finalConfirmations: number
  readonly tokens: string
  readonly nativeSymbol: string
  readonly nativeName: string
  readonly nativeDecimals: number
  readonly nativeAddress: string
  readonly coinUsd: string
  readonly explorerUrl: string
}

export function readShared(
  read: SettingsReader,
  name: string,
  defaults: ChainDefaults,
  tokens: { readonly address: RegExp; readonly form: string },
) {
  const own = (setting: string) => `HOLDFAST_${name}_${setting}`
  return {
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
    defaultTokens: readTokens(read, own('TOKENS'), defaults.tokens, tokens),
    nativeSymbol: defaults.nativeSymbol,
    nativeName: defaults.nativeName,
    nativeDecimals: defaults.nativeDecimals,
    nativeAddress: defaults.nativeAddress,
    coinUsd: readPrice(read, own('COIN_USD'), defaults),
    explorerUrl: readExplorer(read, own('EXPLORER_URL'), defaults.explorerUrl),
    pollMs: read.integer(
      own('POLL_MS'),
      1000,
      [10, 60_000],
      'Milliseconds between looks of watcher and sender at the node',
    ),
  }
}

/** Zero would let any amount of coin through limits in dollars, and never credit a deposit of it. */
function readPrice(
  read: SettingsReader,
  name: string,
  { nativeSymbol, coinUsd }: Pick<ChainDefaults, 'nativeSymbol' | 'coinUsd'>,
): string {
  const text = read.text(
    name,
    coinUsd,
    `Dollars that one ${nativeSymbol} counts as, in deposits of coin and in policies: follow the market`,
  )
  if (/^\d{1,9}(\.\d{1,18})?$/.test(text) && /[1-9]/.test(text)) return text
  read.problems.push(`${name} must be a decimal number above zero`)
  return coinUsd
}

function readExplorer(read: SettingsReader, name: string, fallback: string): string | null {
  const url = read.text(name, fallback, 'Block explorer that the portal links to; `none` for none')
  if (url === 'none') return null
  if (!isHttpUrl(url)) read.problems.push(`${name} must be an http or https URL, or none`)
  return url.replace(/\/$/, '')
}

export function readUrls(read: SettingsReader, name: string, text: string): string[] {
  const urls = text.split(',').map((url) => url.trim())
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
  { address: form, form: words }: { readonly address: RegExp; readonly form: string },
): { symbol: string; address: string }[] {
  const text = read.text(name, fallback, `Default tokens in order, as ${words}, comma-joined`)
  return text.split(',').map((pair) => {
    const [symbol = '', address = ''] = pair.split(':').map((part) => part.trim())
    if (symbol === '' || !form.test(address))
      read.problems.push(`${name} must be ${words} pairs, comma-joined`)
    return { symbol, address }
  })
}
