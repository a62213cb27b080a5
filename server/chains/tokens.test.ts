import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestChain, type TestChain } from '../../tests/harness/anvil.ts'
import { freshDatabase, type TestDatabase } from '../../tests/harness/database.ts'
import { newId } from '../kernel/ids.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { evmAddresses } from './evm/address-form.ts'
import { connectEvmChain } from './evm/client.ts'
import { readHoldings, readTokenMetadata } from './evm/erc20.ts'
import { HANG_UP, startFaultyNode } from './faulty-node.fixture.ts'
import { readChainName } from './name.ts'
import { ChainSetupError } from './node-errors.ts'
import { createTokens } from './tokens.ts'

const CHECKSUMMED = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'

let chain: TestChain
let database: TestDatabase

beforeAll(async () => {
  chain = await startTestChain({ name: 'BSC' })
  database = await freshDatabase()
})
afterAll(async () => {
  await database.drop()
  await chain.stop()
})

test('default tokens have the decimals of their chain, in the configured order', async () => {
  const tokens = await createTokens(database.db, [connectEvmChain(chain.config)])
  const listed = tokens
    .defaults('BSC')
    .map(({ symbol, decimals, usdPrice }) => ({ symbol, decimals, usdPrice }))
  expect(listed[0]).toEqual({ symbol: 'USDC', decimals: 18, usdPrice: '1' })
  expect(listed.map(({ symbol }) => symbol)).toEqual(chain.config.defaultTokens.map(({ symbol }) => symbol))
})

test('a node that is not up yet is waited for', async () => {
  const node = await startFaultyNode(chain.url)
  let refused = 0
  node.misbehave(async (_call, ask) => {
    refused += 1
    return refused <= 4 ? HANG_UP : ask()
  })
  try {
    const tokens = await createTokens(database.db, [
      connectEvmChain({ ...chain.config, rpcUrls: [node.url] }),
    ])
    expect(tokens.defaults('BSC')).toHaveLength(chain.config.defaultTokens.length)
    expect(refused).toBeGreaterThan(4)
  } finally {
    await node.close()
  }
})

test('nothing starts with a token that is none, a node of another chain, or a node that stays away', async () => {
  const start = (config: Partial<typeof chain.config>) =>
    createTokens(database.db, [connectEvmChain({ ...chain.config, ...config })], { bootMsMax: 100 })
  const token = { symbol: 'USDC', address: CHECKSUMMED }
  await expect(start({ defaultTokens: [token] })).rejects.toThrow(
    `USDC ${CHECKSUMMED} of HOLDFAST_BSC_TOKENS is not a token contract`,
  )
  await expect(start({ chainId: 56 })).rejects.toThrow(/serves chain \d+, but BSC is configured as chain 56/)
  await expect(start({ rpcUrls: ['http://127.0.0.1:1'] })).rejects.toThrow('no node of BSC answers')
  await expect(start({ rpcUrls: ['http://127.0.0.1:1'] })).rejects.toThrow(ChainSetupError)
})

test('an address without ERC-20 answers is refused, and one with them tells name, symbol and decimals', async () => {
  const evm = connectEvmChain(chain.config)
  const { address } = chain.token('USDC')
  expect(await readTokenMetadata(evm, address)).toEqual({ name: 'USD Coin', symbol: 'USDC', decimals: 18 })
  const refusal = await readTokenMetadata(evm, CHECKSUMMED)
  expect(isRefusal(refusal) && refusal.name).toBe('TOKEN_NOT_ERC20')
  const away = connectEvmChain({ ...chain.config, rpcUrls: ['http://127.0.0.1:1'] })
  await expect(readTokenMetadata(away, address)).rejects.toThrow()
})

test('holdings are what the chain says, to the last of 18 decimals', async () => {
  const evm = connectEvmChain(chain.config)
  const tokens = await createTokens(database.db, [evm])
  await chain.sendToken('USDC', CHECKSUMMED, 1_000_000_000_000_000_001n)
  await chain.mine()
  const held = await readHoldings(evm, CHECKSUMMED, tokens.defaults('BSC'))
  expect(held.get(`BSC:${chain.token('USDC').address}`)).toBe(1_000_000_000_000_000_001n)
})

test('coin is found under its pseudo-address where something was recorded of it, and is no token that can be listed or asked for', async () => {
  const tokens = await createTokens(database.db, [connectEvmChain({ ...chain.config, coinUsd: '612.5' })])
  const company = newId()
  const { nativeAddress } = chain.config
  const coin = tokens.native('BSC')
  expect(coin).toMatchObject({ address: nativeAddress, symbol: 'BNB', decimals: 18, usdPrice: '612.5' })
  expect(await tokens.findEver(database.db, company, 'BSC', nativeAddress)).toEqual(coin)
  expect(await tokens.find(database.db, company, 'BSC', nativeAddress)).toBeNull()
  expect(await tokens.list(database.db, company, 'BSC')).toEqual(tokens.defaults('BSC'))
  expect([coin, ...tokens.defaults('BSC')].map(tokens.isNative)).toEqual([true, false, false, false])
})

test('an address is taken in lower case or with its right checksum, and in no other form', () => {
  expect(evmAddresses.read(CHECKSUMMED)).toBe(CHECKSUMMED)
  expect(evmAddresses.read(CHECKSUMMED.toLowerCase())).toBe(CHECKSUMMED)
  const wrong = [
    CHECKSUMMED.replace('aA', 'AA'),
    `0x${CHECKSUMMED.slice(2).toUpperCase()}`,
    CHECKSUMMED.toUpperCase(),
    ` ${CHECKSUMMED}`,
    `${CHECKSUMMED} `,
    CHECKSUMMED.slice(0, 41),
    `${CHECKSUMMED}0`,
    CHECKSUMMED.slice(2),
    'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
    '',
  ]
  for (const text of wrong) expect(evmAddresses.read(text), text).toBeNull()
})

test('chain names are read in any case, BNB is BSC, and unconfigured ones are refused', () => {
  const chains = [connectEvmChain(chain.config)]
  for (const text of ['BSC', 'bsc', ' Bnb ']) expect(readChainName(chains, text)).toBe('BSC')
  for (const text of ['POLYGON', '', 'constructor', 'SOLANA']) {
    const refusal = readChainName(chains, text)
    expect(isRefusal(refusal) && refusal.name).toBe('VALUE_NOT_ALLOWED')
  }
})
