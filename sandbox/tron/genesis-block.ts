import { addressOfEvm } from '../../server/chains/tron/address.ts'
import { makeBlock } from './block.ts'

const block = makeBlock(
  { number: 0, timestamp: Date.parse('2026-01-01T00:00:00Z'), fork: 0, transactions: [] },
  null,
)

/** The same for every local chain, and another than that of main-net: nothing signed here is valid there. */
export const GENESIS = {
  block,
  /** As CHAINID says it: the last four bytes of the id. */
  chainId: Number.parseInt(block.id.slice(-8), 16),
} as const

/** Part of the genesis, as its address is part of no transaction. */
export const USDT = {
  name: 'Tether USD',
  symbol: 'USDT',
  decimals: 6,
  address: addressOfEvm('0x05d705d705d705d705d705d705d705d705d705d7'),
} as const
