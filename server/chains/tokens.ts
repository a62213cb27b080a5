import { setTimeout as delay } from 'node:timers/promises'
import type { Selectable } from 'kysely'
import { nodesSetting } from '../kernel/config-chains.ts'
import type { Database, Reader } from '../kernel/database.ts'
import { isRefusal } from '../kernel/refusal.ts'
import type { Schema } from '../migrations/schema.ts'
import type { Chain } from './chain.ts'
import { ChainSetupError } from './node-errors.ts'
import { assetId, type ChainName, type Token } from './types.ts'

/** The tokens that exist for a company: the chain's default ones, in their order, then its own, oldest first. */
export interface Tokens {
  defaults(chain: ChainName): readonly Token[]
  /** The chain's coin as a token: only Treasury pays in it. */
  native(chain: ChainName): Token
  isNative(token: Pick<Token, 'chain' | 'address'>): boolean
  list(reader: Reader, companyId: string, chain: ChainName): Promise<Token[]>
  /** Null also for text that is no address. */
  find(reader: Reader, companyId: string, chain: ChainName, address: string): Promise<Token | null>
  /** As `find`, and also the chain's coin, and tokens that the company has removed since: what was recorded under them goes on. */
  findEver(reader: Reader, companyId: string, chain: ChainName, address: string): Promise<Token | null>
  /** The contracts whose transfers are followed: default ones and every company's own. As emitted. */
  watched(chain: ChainName): Promise<string[]>
}

const BOOT_MS_MAX = 60_000
const BOOT_RETRY_MS = 500

/**
 * Reads the default tokens from their chains, trying again for a minute while a node is not up yet.
 * @throws ChainSetupError when a node stays away, serves another chain, or a configured token is not an ERC-20 contract.
 */
export async function createTokens(
  db: Database,
  chains: readonly Chain[],
  options: { readonly bootMsMax?: number } = {},
): Promise<Tokens> {
  const deadline = Date.now() + (options.bootMsMax ?? BOOT_MS_MAX)
  const loaded = await Promise.all(
    chains.map(async (chain) => [chain.config.name, await loadDefaults(chain, deadline)] as const),
  )
  const byChain = new Map<ChainName, readonly Token[]>(loaded)
  const defaults = (chain: ChainName) => byChain.get(chain) ?? []
  const coins = new Map<ChainName, Token>(chains.map((chain) => [chain.config.name, nativeToken(chain)]))

  const findOne = async (
    reader: Reader,
    at: { companyId: string; chain: ChainName; address: string },
    removedToo: boolean,
  ) => {
    // Of a chain that is served no more there are still rows, with addresses as they were emitted.
    const chain = chains.find(({ config }) => config.name === at.chain)
    const address = chain === undefined ? at.address : chain.addresses.read(at.address)
    if (address === null) return null
    const coin = coins.get(at.chain)
    if (removedToo && coin?.address === address) return coin
    const own = defaults(at.chain).find((token) => token.address === address)
    if (own !== undefined) return own
    const row = await reader
      .selectFrom('custom_tokens')
      .selectAll()
      .where('company_id', '=', at.companyId)
      .where('chain', '=', at.chain)
      .where('address', '=', address)
      .$if(!removedToo, (query) => query.where('deleted_at', 'is', null))
      .orderBy('deleted_at', (order) => order.desc().nullsFirst())
      .limit(1)
      .executeTakeFirst()
    return row === undefined ? null : customToken(row)
  }

  return {
    defaults,
    native(chain) {
      const coin = coins.get(chain)
      if (coin === undefined) throw new Error(`${chain} is not a configured chain`)
      return coin
    },
    isNative: (token) => coins.get(token.chain)?.address === token.address,
    find: (reader, companyId, chain, address) => findOne(reader, { companyId, chain, address }, false),
    findEver: (reader, companyId, chain, address) => findOne(reader, { companyId, chain, address }, true),
    async list(reader, companyId, chain) {
      const rows = await reader
        .selectFrom('custom_tokens')
        .selectAll()
        .where('company_id', '=', companyId)
        .where('chain', '=', chain)
        .where('deleted_at', 'is', null)
        .orderBy('id')
        .execute()
      return [...defaults(chain), ...rows.map(customToken)]
    },
    async watched(chain) {
      const rows = await db
        .selectFrom('custom_tokens')
        .select('address')
        .distinct()
        .where('chain', '=', chain)
        .where('deleted_at', 'is', null)
        .execute()
      return [
        ...new Set([...defaults(chain).map((token) => token.address), ...rows.map((row) => row.address)]),
      ]
    },
  }
}

function customToken(row: Selectable<Schema['custom_tokens']>): Token {
  return {
    id: assetId(row.chain, row.address),
    chain: row.chain,
    address: row.address,
    name: row.name,
    symbol: row.symbol,
    decimals: row.decimals,
    usdPrice: row.usd_price,
    ...(row.held_until !== null && { heldPrice: { usdPrice: row.held_price, until: row.held_until } }),
    isDefault: false,
  }
}

/** Not a default token: those count as one dollar, and cards take them. */
function nativeToken({ config, addresses }: Chain): Token {
  const { name: chain, nativeAddress, nativeName, nativeSymbol, nativeDecimals, coinUsd } = config
  const address = addresses.read(nativeAddress) ?? nativeAddress
  return {
    id: assetId(chain, address),
    chain,
    address,
    name: nativeName,
    symbol: nativeSymbol,
    decimals: nativeDecimals,
    usdPrice: coinUsd,
    isDefault: false,
  }
}

async function loadDefaults(chain: Chain, deadline: number): Promise<Token[]> {
  const { name, rpcUrls } = chain.config
  for (;;) {
    try {
      await chain.checkIdentity()
      return await Promise.all(chain.config.defaultTokens.map((token) => loadDefault(chain, token)))
    } catch (error) {
      if (error instanceof ChainSetupError) throw error
      if (Date.now() >= deadline)
        throw new ChainSetupError(
          `Holdfast cannot start: no node of ${name} answers at ${nodesSetting(chain.config)} (${rpcUrls.length} tried)`,
          { cause: error },
        )
      await delay(BOOT_RETRY_MS)
    }
  }
}

async function loadDefault(
  chain: Chain,
  configured: { readonly symbol: string; readonly address: string },
): Promise<Token> {
  const { name: chainName } = chain.config
  const address = chain.addresses.read(configured.address)
  const problem = `Holdfast cannot start: ${configured.symbol} ${configured.address} of HOLDFAST_${chainName}_TOKENS`
  if (address === null) throw new ChainSetupError(`${problem} has a wrong checksum`)
  const metadata = await chain.state.metadata(address)
  if (isRefusal(metadata)) throw new ChainSetupError(`${problem} is not a token contract on ${chainName}`)
  const { name, decimals } = metadata
  return {
    id: assetId(chainName, address),
    chain: chainName,
    address,
    name,
    // The contract's table names it: some issuers have renamed the symbol on chain.
    symbol: configured.symbol,
    decimals,
    usdPrice: '1',
    isDefault: true,
  }
}
