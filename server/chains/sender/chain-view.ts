import { type Address, BlockNotFoundError } from 'viem'
import type { EvmChain } from '../evm/client.ts'

/** What a chain looks like during one look: each question is asked once. Answers may be of different nodes, so they are hints; what settles money is asked for again. */
export interface ChainView {
  readonly head: bigint
  /** The newest block with final_confirmations; negative on a chain younger than that. */
  readonly finalNumber: bigint
  /** Hash of the canonical block at this height; null when the node has none. */
  blockHash(number: bigint): Promise<string | null>
  /** Transactions that `address` has on chain at the head, with those waiting at the node, or at the newest final block. */
  nonce(address: string, at: 'latest' | 'pending' | 'final'): Promise<bigint>
}

/** @throws when the node cannot be asked; so do the functions. */
export async function lookAtChain(chain: EvmChain): Promise<ChainView> {
  const head = await chain.client.getBlockNumber({ cacheTime: 0 })
  const finalNumber = head - BigInt(chain.config.finalConfirmations) + 1n
  const hashes = new Map<bigint, Promise<string | null>>()
  const nonces = new Map<string, Promise<bigint>>()
  return {
    head,
    finalNumber,
    blockHash: (number) => once(hashes, number, () => readBlockHash(chain, number)),
    nonce: (address, at) =>
      once(nonces, `${at} ${address}`, () => readNonce(chain, address, at === 'final' ? finalNumber : at)),
  }
}

function once<K, V>(known: Map<K, Promise<V>>, key: K, ask: () => Promise<V>): Promise<V> {
  const found = known.get(key) ?? ask()
  known.set(key, found)
  return found
}

async function readBlockHash(chain: EvmChain, number: bigint): Promise<string | null> {
  try {
    return (await chain.client.getBlock({ blockNumber: number, includeTransactions: false })).hash
  } catch (error) {
    if (error instanceof BlockNotFoundError) return null
    throw error
  }
}

/** The address's account nonce at a block: how many of its transactions the chain holds. */
export async function readNonce(
  chain: EvmChain,
  address: string,
  at: bigint | 'latest' | 'pending',
): Promise<bigint> {
  if (typeof at === 'bigint' && at < 0n) return 0n
  const block = typeof at === 'bigint' ? { blockNumber: at } : { blockTag: at }
  return BigInt(await chain.client.getTransactionCount({ address: address as Address, ...block }))
}
