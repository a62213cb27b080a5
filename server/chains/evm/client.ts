import { BaseError, createPublicClient, getAddress, type PublicClient } from 'viem'
import type { EvmChainConfig } from '../../kernel/config.ts'
import type { Chain, PastCoin } from '../chain.ts'
import { ChainSetupError, NodeUnavailable } from '../node-errors.ts'
import { readPaymentCost } from '../sender/gas-price.ts'
import { evmAddresses } from './address-form.ts'
import { readHoldings, readTokenMetadata } from './erc20.ts'
import { askBlockRef, askHead } from './node-answers.ts'
import { connectEvmNodes } from './nodes.ts'
import { HOLDERS_MAX, readAgreedCoin, readCoins } from './past-coin.ts'
import { readBlocks } from './read-blocks.ts'
import { sweepingByContract } from './sweeping.ts'

/** One configured EVM chain and the client of its nodes. Every answer of a node is checked by who uses it. */
export interface EvmChain extends Chain {
  readonly config: EvmChainConfig
  readonly client: PublicClient
  readonly pastCoin: PastCoin
  /**
   * Asks every node that has a say; `question` uses `client`. For what is never taken back.
   * @throws when one of them cannot answer.
   */
  askAll<T>(question: () => Promise<T>): Promise<T[]>
}

const RPC_TIMEOUT_MS = 10_000

export function connectEvmChain(config: EvmChainConfig, { timeoutMs = RPC_TIMEOUT_MS } = {}): EvmChain {
  const { pool, transport, on } = connectEvmNodes(config, timeoutMs)
  const client = createPublicClient({ transport, pollingInterval: config.pollMs })
  const ask = <T>(question: () => Promise<T>) => usable(pool.ask((node) => on(node, question)))
  const chain: EvmChain = {
    config,
    client,
    askAll: (question) => usable(pool.askAll((node) => on(node, question))),
    addresses: evmAddresses,
    blocks: {
      head: () => ask(() => askHead(chain)),
      ref: (number) => ask(() => askBlockRef(chain, number)),
      refs: (number) => chain.askAll(() => askBlockRef(chain, number)),
      read: (asked) => ask(() => readBlocks(chain, asked)),
    },
    state: {
      coin: (holder, block) =>
        ask(() =>
          client.getBalance({
            address: getAddress(holder),
            ...(block === undefined ? {} : { blockNumber: block }),
          }),
        ),
      tokens: (holder, tokens, block) => ask(() => readHoldings(chain, holder, tokens, block)),
      metadata: (address) => ask(() => readTokenMetadata(chain, address)),
    },
    pastCoin: {
      holdersMax: HOLDERS_MAX,
      read: (holders, block) => ask(() => readCoins(chain, holders, block)),
      agreed: (holder, at) => readAgreedCoin(chain, holder, at),
    },
    sweeping: sweepingByContract((address) => ask(() => client.getCode({ address }))),
    nodes: pool,
    async checkIdentity() {
      try {
        await ask(() => checkChainId(chain))
      } catch (error) {
        // Those that serve another chain are not asked any more; when all of them do, it is a mistake in the settings.
        const isMistake =
          pool.health().filter(({ state }) => state === 'LYING').length === config.rpcUrls.length
        throw isMistake ? otherChain(config, 'another chain') : error
      }
    },
    paymentCost: () => ask(() => readPaymentCost(chain)),
  }
  return chain
}

export function isEvmChain(chain: Chain): chain is EvmChain {
  return chain.config.family === 'EVM'
}

async function checkChainId({ config, client }: EvmChain): Promise<void> {
  const answered = await client.getChainId()
  if (answered !== config.chainId) throw otherChain(config, `chain ${answered}`)
}

function otherChain({ name, chainId }: EvmChainConfig, served: string): ChainSetupError {
  return new ChainSetupError(
    `Holdfast cannot start: the node at HOLDFAST_${name}_RPC_URL serves ${served}, but ${name} is configured as chain ${chainId} (HOLDFAST_${name}_CHAIN_ID)`,
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
