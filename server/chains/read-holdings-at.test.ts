import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestChain, type TestChain } from '../../tests/harness/anvil.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { connectEvmChain, type EvmChain } from './evm/client.ts'
import { readHoldingsAt } from './read-holdings-at.ts'

const HOLDER = '0x000000000000000000000000000000000000dEaD'

let anvil: TestChain
let chain: EvmChain
beforeAll(async () => {
  anvil = await startTestChain()
  chain = connectEvmChain(anvil.config)
})
afterAll(() => anvil.stop())

async function usdcAt(block: bigint | null): Promise<bigint | undefined> {
  const token = { chain: anvil.config.name, address: anvil.token('USDC').address }
  const held = await readHoldingsAt(chain, HOLDER, [token], block)
  if (isRefusal(held)) throw new Error(held.name)
  return [...held.values()][0]
}

test('holdings are those of the block that was asked for; of one that the node does not know, those of the newest', async () => {
  const before = BigInt(String(await anvil.rpc('eth_blockNumber', [])))
  await anvil.sendToken('USDC', HOLDER, 5n)
  await anvil.mine()
  expect(await usdcAt(before)).toBe(0n)
  expect(await usdcAt(null)).toBe(5n)
  expect(await usdcAt(before + 1_000n)).toBe(5n)
})
