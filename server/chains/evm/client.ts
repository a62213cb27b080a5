import { createPublicClient, fallback, http, type PublicClient } from 'viem'
import type { ChainConfig } from '../../kernel/config.ts'

/** One configured EVM chain and the client of its nodes. Every answer of a node is checked by who uses it. */
export interface EvmChain {
  readonly config: ChainConfig
  readonly client: PublicClient
}

const RPC_TIMEOUT_MS = 10_000

/** The loops that ask try again on their own, so the client itself repeats a call once and no more. */
export function connectEvmChain(config: ChainConfig, { timeoutMs = RPC_TIMEOUT_MS } = {}): EvmChain {
  const transports = config.rpcUrls.map((url) => http(url, { timeout: timeoutMs, retryCount: 1 }))
  const transport = fallback(transports, { retryCount: 0 })
  return { config, client: createPublicClient({ transport, pollingInterval: config.pollMs }) }
}
