import type { ChainConfig } from '../kernel/config.ts'
import type { Chain } from './chain.ts'
import { connectEvmChain } from './evm/client.ts'
import { ChainSetupError } from './node-errors.ts'

/** The one place where a chain's family is chosen. */
export function connectChain(config: ChainConfig): Chain {
  switch (config.family) {
    case 'EVM':
      return connectEvmChain(config)
    case 'TRON':
      throw new ChainSetupError('Holdfast cannot start: TRON is not served yet')
  }
}
