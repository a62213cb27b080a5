import { expect, test } from 'vitest'
import type { Token } from '../../chains/types.ts'
import { isCardToken } from './card-tokens.ts'

const USDC: Token = {
  id: 'POLYGON:0x1',
  chain: 'POLYGON',
  address: '0x1',
  name: 'USD Coin',
  symbol: 'USDC',
  decimals: 6,
  usdPrice: '1',
  isDefault: true,
}

test.each([
  ["the chain's own dollar token counts", {}, true],
  ['a custom token does not, whatever it is said to be worth', { isDefault: false }, false],
  ['one of another chain does not', { chain: 'BSC' }, false],
  ['one whose units are no micro-dollars does not', { decimals: 18 }, false],
])('%s', (_, difference, counts) => {
  expect(isCardToken({ ...USDC, ...difference })).toBe(counts)
})
