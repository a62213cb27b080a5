import type { ChainConfig } from '../kernel/config.ts'
import type { Chain } from './chain.ts'
import { connectEvmChain } from './evm/client.ts'
import { connectTronChain } from './tron/tron-chain.ts'

/** The one place where a chain's family is chosen. */
export function connectChain(config: ChainConfig): Chain {
  switch (config.family) {
    case 'EVM':
      return connectEvmChain(config)
    case 'TRON':
      return connectTronChain(config)
  }
}
