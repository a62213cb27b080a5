import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestChain, type TestChain } from '../../tests/harness/anvil.ts'
import { reorganise } from './reorg.ts'

const RECEIVER = '0x000000000000000000000000000000000000bEEF'
let chain: TestChain

beforeAll(async () => {
  chain = await startTestChain()
  await chain.mine(10)
})
afterAll(() => chain.stop())

async function transactionsOf(block: number): Promise<string[]> {
  const found = await chain.rpc('eth_getBlockByNumber', [`0x${block.toString(16)}`, false])
  return (found as { transactions: string[] }).transactions
}

describe('a reorganisation', () => {
  test('that drops transactions makes them gone for good', async () => {
    const before = await chain.tokenBalance('USDC', RECEIVER)
    const hash = await chain.sendToken('USDC', RECEIVER, 5n)
    await chain.mine(2)
    expect(await chain.tokenBalance('USDC', RECEIVER)).toBe(before + 5n)
    await reorganise(chain.url, { depth: 2, keepTransactions: false })
    await chain.mine(3)
    expect(await chain.tokenBalance('USDC', RECEIVER)).toBe(before)
    expect(await chain.rpc('eth_getTransactionByHash', [hash])).toBeNull()
  })

  test('that keeps transactions mines each of them again, once, in another block, in their order', async () => {
    const before = await chain.tokenBalance('USDC', RECEIVER)
    const start = await chain.height()
    const hashes: string[] = []
    for (let i = 0; i < 3; i += 1) {
      hashes.push(await chain.sendToken('USDC', RECEIVER, 1n), await chain.sendToken('USDT', RECEIVER, 1n))
      await chain.mine()
    }
    const old = await Promise.all(hashes.map((hash) => chain.receipt(hash)))
    expect(await reorganise(chain.url, { depth: 3, keepTransactions: true })).toBe(start + 3)
    expect(await transactionsOf(start + 1)).toEqual([])
    const now = await Promise.all(hashes.map((hash) => chain.receipt(hash)))
    expect(now.map(({ blockNumber }) => Number(blockNumber) - start)).toEqual([2, 2, 3, 3, 3, 3])
    for (const [index, receipt] of now.entries()) expect(receipt.blockHash).not.toBe(old[index]?.blockHash)
    expect(now.every(({ status }) => status === 'success')).toBe(true)
    expect(await chain.tokenBalance('USDC', RECEIVER)).toBe(before + 3n)
  })

  test('of the newest block alone gives its transaction another block', async () => {
    const hash = await chain.sendToken('USDC', RECEIVER, 1n)
    await chain.mine()
    const old = await chain.receipt(hash)
    await reorganise(chain.url, { depth: 1, keepTransactions: true })
    const now = await chain.receipt(hash)
    expect(now.blockNumber).toBe(old.blockNumber)
    expect(now.blockHash).not.toBe(old.blockHash)
  })

  test('of 64 blocks is possible', async () => {
    await chain.mine(64)
    const head = await chain.height()
    expect(await reorganise(chain.url, { depth: 64, keepTransactions: true })).toBe(head)
  })
})

test('one transaction of a contract makes many transfers', async () => {
  const hash = await chain.disperse('USDT', [
    { to: RECEIVER, amount: 7n },
    { to: RECEIVER, amount: 8n },
  ])
  const before = await chain.tokenBalance('USDT', RECEIVER)
  await chain.mine()
  expect((await chain.receipt(hash)).status).toBe('success')
  expect(await chain.tokenBalance('USDT', RECEIVER)).toBe(before + 15n)
})
