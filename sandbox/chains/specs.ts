import { GENESIS, USDT } from '../tron/genesis-block.ts'
import type { TokenSpec } from './tokens.ts'

export interface ChainSpec {
  readonly name: string
  readonly family: 'EVM' | 'TRON'
  readonly chainId: number
  /** In the default order of the contract, with the decimals of the real ones. */
  readonly tokens: readonly TokenSpec[]
}

/** The chains of the sandbox. Ids of their own, so that nothing signed here is valid on the real chains (137, 56, 728126428). */
export const CHAIN_SPECS: readonly ChainSpec[] = [
  {
    name: 'POLYGON',
    family: 'EVM',
    chainId: 80137,
    tokens: [
      { name: 'USD Coin', symbol: 'USDC', decimals: 6 },
      { name: 'Tether USD', symbol: 'USDT', decimals: 6 },
    ],
  },
  {
    name: 'BSC',
    family: 'EVM',
    chainId: 80056,
    tokens: [
      { name: 'USD Coin', symbol: 'USDC', decimals: 18 },
      { name: 'BUSD Token', symbol: 'BUSD', decimals: 18 },
      { name: 'Tether USD', symbol: 'BSC-USD', decimals: 18 },
    ],
  },
  { name: 'TRON', family: 'TRON', chainId: GENESIS.chainId, tokens: [USDT] },
]
