import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSenderWorld, freshAddress, type SenderWorld } from '../../../tests/harness/sender-world.ts'

let world: SenderWorld
beforeAll(async () => {
  world = await createSenderWorld({ config: { finalConfirmations: 5 } })
  await world.startSender()
})
afterAll(() => world.stop())

test('a payment whose block is dropped after it was MINED is sent again, and is paid and settled once', async () => {
  const receiver = freshAddress()
  const id = await world.queueTransfer(receiver, 5n)
  await world.waitForBroadcast(id)
  await world.chain.mine(3)
  const mined = await world.waitForState(id, 'MINED')
  await world.chain.reorg({ depth: 3, keepTransactions: false })
  expect(await world.chain.tokenBalance('USDC', receiver)).toBe(0n)
  const out = await world.waitForState(id, 'SENT')
  expect([out.block_number, out.block_hash, out.succeeded, out.gas_used, out.fee_paid]).toEqual([
    null,
    null,
    null,
    null,
    null,
  ])
  expect(await world.settlements(id)).toEqual([])
  await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
  const settled = await world.row(id)
  expect(settled.block_hash).not.toBe(mined.block_hash)
  expect(await world.chain.tokenBalance('USDC', receiver)).toBe(5n)
  expect(await world.settlements(id)).toEqual([{ outcome: 'SUCCEEDED', hash: settled.hash, reason: null }])
})

test('a payment that a reorganisation moves to another block is settled by that block, and only when that is final', async () => {
  const receiver = freshAddress()
  const id = await world.queueTransfer(receiver, 6n)
  await world.waitForBroadcast(id)
  await world.chain.mine(2)
  const first = await world.waitForState(id, 'MINED')
  await world.chain.reorg({ depth: 2, keepTransactions: true })
  await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
  const settled = await world.row(id)
  const receipt = await world.chain.receipt(settled.hash ?? '')
  expect(settled.block_hash).not.toBe(first.block_hash)
  expect([settled.block_hash, settled.block_number]).toEqual([receipt.blockHash, receipt.blockNumber])
  expect(BigInt(await world.chain.height()) - receipt.blockNumber + 1n).toBeGreaterThanOrEqual(5n)
  expect(await world.chain.tokenBalance('USDC', receiver)).toBe(6n)
  expect(await world.settlements(id)).toHaveLength(1)
})

test('nothing is settled one confirmation before finality, whatever the verdict', async () => {
  const paid = await world.queueTransfer(freshAddress(), 1n)
  await world.waitForBroadcast(paid)
  await world.chain.mine(4)
  await world.waitForState(paid, 'MINED')
  await world.waitForLooks(paid, 3)
  expect((await world.row(paid)).state).toBe('MINED')
  await world.chain.mine()
  await world.waitForState(paid, 'SUCCEEDED')
})

test('a payment that the chain executed and reverted ends FAILED at finality, with its hash and cost', async () => {
  const receiver = freshAddress()
  const token = world.chain.token('USDC').address
  const code = await world.chain.rpc('eth_getCode', [token, 'latest'])
  const id = await world.queueTransfer(receiver, 7n)
  // Only once the node has it: what is known to revert is not sent.
  const { hash } = await world.waitForBroadcast(id)
  await world.chain.rpc('anvil_setCode', [token, '0x5f5ffd']) // reverts
  await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
  await world.chain.rpc('anvil_setCode', [token, code])
  expect(await world.settlements(id)).toEqual([
    { outcome: 'FAILED', hash, reason: 'the chain executed it and it reverted' },
  ])
  expect((await world.row(id)).fee_paid).toBeGreaterThan(0n)
  expect(await world.chain.tokenBalance('USDC', receiver)).toBe(0n)
})
