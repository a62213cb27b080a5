import { BaseError, createPublicClient, fallback, getAddress, http, type PublicClient } from 'viem'
import type { EvmChainConfig } from '../../kernel/config.ts'
import type { Chain } from '../chain.ts'
import { ChainSetupError, NodeUnavailable } from '../node-errors.ts'
import { readPaymentCost } from '../sender/gas-price.ts'
import { evmAddresses } from './address-form.ts'
import { readHoldings, readTokenMetadata } from './erc20.ts'
import { askBlockRef, askHead } from './node-answers.ts'
import { readBlocks } from './read-blocks.ts'
import { sweepingByContract } from './sweeping.ts'

/** One configured EVM chain and the client of its nodes. Every answer of a node is checked by who uses it. */
export interface EvmChain extends Chain {
  readonly config: EvmChainConfig
  readonly client: PublicClient
}

const RPC_TIMEOUT_MS = 10_000

/** The loops that ask try again on their own, so the client itself repeats a call once and no more. */
export function connectEvmChain(config: EvmChainConfig, { timeoutMs = RPC_TIMEOUT_MS } = {}): EvmChain {
  const transports = config.rpcUrls.map((url) => http(url, { timeout: timeoutMs, retryCount: 1 }))
  const transport = fallback(transports, { retryCount: 0 })
  const client = createPublicClient({ transport, pollingInterval: config.pollMs })
  const chain: EvmChain = {
    config,
    client,
    addresses: evmAddresses,
    blocks: {
      head: () => usable(askHead(chain)),
      ref: (number) => usable(askBlockRef(chain, number)),
      read: (asked) => usable(readBlocks(chain, asked)),
    },
    state: {
      coin: (holder) => usable(client.getBalance({ address: getAddress(holder) })),
      tokens: (holder, tokens, block) => usable(readHoldings(chain, holder, tokens, block)),
      metadata: (address) => usable(readTokenMetadata(chain, address)),
    },
    sweeping: sweepingByContract((address) => usable(client.getCode({ address }))),
    nodes: { health: () => [] },
    checkIdentity: () => usable(checkChainId(chain)),
    paymentCost: () => usable(readPaymentCost(chain)),
  }
  return chain
}

export function isEvmChain(chain: Chain): chain is EvmChain {
  return chain.config.family === 'EVM'
}

async function checkChainId({ config: { name, chainId }, client }: EvmChain): Promise<void> {
  const answered = await client.getChainId()
  if (answered !== chainId)
    throw new ChainSetupError(
      `Holdfast cannot start: the node at HOLDFAST_${name}_RPC_URL serves chain ${answered}, but ${name} is configured as chain ${chainId} (HOLDFAST_${name}_CHAIN_ID)`,
    )
}

/** Who asks above the adapters knows no client's errors. */
async function usable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof BaseError) throw new NodeUnavailable(error.message, { cause: error })
    throw error
  }
}
