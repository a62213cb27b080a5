import { expect, test } from 'vitest'
import type { Token } from '../chains/types.ts'
import { reachesMinimum, worthMicroUsd, worthMicroUsdAtMost } from './minimum.ts'

const ONE_DOLLAR = 1_000_000n

function token(decimals: number, usdPrice: string): Token {
  return {
    id: 'X',
    chain: 'POLYGON',
    address: '0x',
    name: 'X',
    symbol: 'X',
    decimals,
    usdPrice,
    isDefault: false,
  }
}

test('the minimum is reached exactly, neither a unit early nor a unit late', () => {
  const cases: [Token, bigint][] = [
    [token(6, '1'), 1_000_000n],
    [token(18, '1'), 10n ** 18n],
    [token(0, '0.25'), 4n],
    [token(6, '3'), 333_334n],
    [token(18, '0.000001'), 10n ** 24n],
    [token(2, '1234.5'), 1n],
  ]
  for (const [one, units] of cases) {
    expect(reachesMinimum(one, units, ONE_DOLLAR)).toBe(true)
    expect(reachesMinimum(one, units - 1n, ONE_DOLLAR)).toBe(false)
  }
})

test('worth is rounded down to micro-dollars', () => {
  expect(worthMicroUsd(token(18, '1'), 10n ** 18n - 1n)).toBe(999_999n)
  expect(worthMicroUsd(token(6, '0.333333'), 10n)).toBe(3n)
})

test('what leaves is worth micro-dollars rounded up', () => {
  expect(worthMicroUsdAtMost(token(18, '1'), 1n)).toBe(1n)
  expect(worthMicroUsdAtMost(token(18, '1'), 10n ** 18n)).toBe(1_000_000n)
  expect(worthMicroUsdAtMost(token(18, '1'), 10n ** 18n + 1n)).toBe(1_000_001n)
  expect(worthMicroUsdAtMost(token(6, '0.333333'), 10n)).toBe(4n)
  expect(worthMicroUsdAtMost(token(6, '0'), 10n)).toBe(0n)
})
