import { setTimeout as delay } from 'node:timers/promises'
import type { Selectable } from 'kysely'
import type { Database, Reader } from '../kernel/database.ts'
import { isRefusal } from '../kernel/refusal.ts'
import type { Schema } from '../migrations/schema.ts'
import { readAddress } from './address.ts'
import type { EvmChain } from './evm/client.ts'
import { readTokenMetadata } from './evm/erc20.ts'
import { assetId, type ChainName, type Token } from './types.ts'

/** The tokens that exist for a company: the chain's default ones, in their order, then its own, oldest first. */
export interface Tokens {
  defaults(chain: ChainName): readonly Token[]
  list(reader: Reader, companyId: string, chain: ChainName): Promise<Token[]>
  /** Null also for text that is no address. */
  find(reader: Reader, companyId: string, chain: ChainName, address: string): Promise<Token | null>
  /** As `find`, and also tokens that the company has removed since: what was recorded under them goes on. */
  findEver(reader: Reader, companyId: string, chain: ChainName, address: string): Promise<Token | null>
  /** The contracts whose transfers are followed: default ones and every company's own. As emitted. */
  watched(chain: ChainName): Promise<string[]>
}

/** The message tells the operator what to correct; nothing is wrong with the program. */
export class ChainSetupError extends Error {}

const BOOT_MS_MAX = 60_000
const BOOT_RETRY_MS = 500

/**
 * Reads the default tokens from their chains, trying again for a minute while a node is not up yet.
 * @throws ChainSetupError when a node stays away, serves another chain, or a configured token is not an ERC-20 contract.
 */
export async function createTokens(
  db: Database,
  chains: readonly EvmChain[],
  options: { readonly bootMsMax?: number } = {},
): Promise<Tokens> {
  const deadline = Date.now() + (options.bootMsMax ?? BOOT_MS_MAX)
  const loaded = await Promise.all(
    chains.map(async (chain) => [chain.config.name, await loadDefaults(chain, deadline)] as const),
  )
  const byChain = new Map<ChainName, readonly Token[]>(loaded)
  const defaults = (chain: ChainName) => byChain.get(chain) ?? []

  const findOne = async (
    reader: Reader,
    at: { companyId: string; chain: ChainName; address: string },
    removedToo: boolean,
  ) => {
    const address = readAddress(at.chain, at.address)
    if (address === null) return null
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
    isDefault: false,
  }
}

async function loadDefaults(chain: EvmChain, deadline: number): Promise<Token[]> {
  const { name, rpcUrls } = chain.config
  for (;;) {
    try {
      await checkChainId(chain)
      return await Promise.all(chain.config.defaultTokens.map((token) => loadDefault(chain, token)))
    } catch (error) {
      if (error instanceof ChainSetupError) throw error
      if (Date.now() >= deadline)
        throw new ChainSetupError(
          `Holdfast cannot start: no node of ${name} answers at HOLDFAST_${name}_RPC_URL (${rpcUrls.length} tried)`,
          { cause: error },
        )
      await delay(BOOT_RETRY_MS)
    }
  }
}

/** A node of another chain would show strangers' deposits as ours. */
async function checkChainId(chain: EvmChain): Promise<void> {
  const { name, chainId } = chain.config
  const answered = await chain.client.getChainId()
  if (answered !== chainId)
    throw new ChainSetupError(
      `Holdfast cannot start: the node at HOLDFAST_${name}_RPC_URL serves chain ${answered}, but ${name} is configured as chain ${chainId} (HOLDFAST_${name}_CHAIN_ID)`,
    )
}

async function loadDefault(
  chain: EvmChain,
  configured: { readonly symbol: string; readonly address: string },
): Promise<Token> {
  const { name: chainName } = chain.config
  const address = readAddress(chainName, configured.address)
  const problem = `Holdfast cannot start: ${configured.symbol} ${configured.address} of HOLDFAST_${chainName}_TOKENS`
  if (address === null) throw new ChainSetupError(`${problem} has a wrong checksum`)
  const metadata = await readTokenMetadata(chain, address)
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
