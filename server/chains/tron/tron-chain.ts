import type { TronChainConfig } from '../../kernel/config.ts'
import { nodesSetting } from '../../kernel/config-chains.ts'
import type { AddressForm, Chain } from '../chain.ts'
import { ChainSetupError } from '../node-errors.ts'
import { OtherChainError } from '../node-pool.ts'
import { addressOfEvm, readTronAddress } from './address.ts'
import { askPrices } from './ask-account.ts'
import { askHead, askHeader } from './ask-blocks.ts'
import { connectTronClient, demandGenesis, type TronClient } from './client.ts'
import { readBlocks } from './read-blocks.ts'
import { tronState } from './state.ts'
import { sweepingByAddress } from './sweeping.ts'

/** The chain of a Tron network and its nodes. */
export interface TronChain extends Chain {
  readonly config: TronChainConfig
  readonly client: TronClient
}

/** What a transfer of USDT takes on main-net, to an address that never had any, and the bytes of it. */
const PAYMENT_ENERGY = 131_000n
const PAYMENT_BYTES = 400n
const COIN_PAYMENT_BYTES = 300n
const NOBODY = addressOfEvm(`0x${'0'.repeat(40)}`)

const tronAddresses: AddressForm = {
  read: readTronAddress,
  isNobody: (address) => address === NOBODY,
  ofKey: (vault, keyPath) => addressOfEvm(vault.address(keyPath)),
}

export function connectTronChain(config: TronChainConfig, options: { timeoutMs?: number } = {}): TronChain {
  const client = connectTronClient(config, options)
  return {
    config,
    client,
    addresses: tronAddresses,
    blocks: {
      head: () => client.ask(async (node) => (await askHead(node)).number),
      ref: (number) => client.ask((node) => askHeader(node, number)),
      refs: (number) => client.askAll((node) => askHeader(node, number)),
      read: (asked) => client.ask((node) => readBlocks(node, config, asked)),
    },
    state: tronState(client, config.name),
    sweeping: sweepingByAddress,
    nodes: client,
    checkIdentity: () => checkGenesis(config, client),
    paymentCost: () =>
      client.ask(async (node) => {
        const { energy, bandwidth } = await askPrices(node)
        const cost = PAYMENT_ENERGY * energy + PAYMENT_BYTES * bandwidth
        return cost < config.maxFeeSun ? cost : config.maxFeeSun
      }),
    coinPaymentCost: () => client.ask(async (node) => COIN_PAYMENT_BYTES * (await askPrices(node)).bandwidth),
  }
}

export function isTronChain(chain: Chain): chain is TronChain {
  return chain.config.family === 'TRON'
}

/** Nodes of another chain are not asked any more; when all of them serve one, it is a mistake in the settings. */
async function checkGenesis(config: TronChainConfig, client: TronClient): Promise<void> {
  const { name, genesis } = config
  try {
    await client.ask((node) => demandGenesis(node, genesis))
  } catch (error) {
    const liars = client.health().filter(({ state }) => state === 'LYING')
    if (!(error instanceof OtherChainError) && liars.length < config.rpcUrls.length) throw error
    const served = error instanceof OtherChainError ? error.message : 'it serves another chain'
    throw new ChainSetupError(
      `Holdfast cannot start: the node at ${nodesSetting(config)} is of another chain (${served}), but ${name} is configured as the one that begins with ${genesis} (HOLDFAST_${name}_GENESIS)`,
    )
  }
}
