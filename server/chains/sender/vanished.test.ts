import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSenderWorld, freshAddress, type SenderWorld } from '../../../tests/harness/sender-world.ts'

const FINAL = 3

let world: SenderWorld
beforeAll(async () => {
  world = await createSenderWorld({ config: { finalConfirmations: FINAL } })
  await world.startSender()
})
afterAll(() => world.stop())

const isSettled = async (id: string) => (await world.row(id)).settled_at !== null

/** The chain loses everything from the payment's block on: a reorganisation deeper than finality, a node from an old backup. */
async function loseBlocksFrom(id: string): Promise<void> {
  const { block_number } = await world.row(id)
  const depth = (await world.chain.height()) - Number(block_number) + 1
  await world.chain.reorg({ depth, keepTransactions: false })
}

test('when the chain loses a payment that was final, its very bytes are sent again, and payments behind it do not wait for ever', async () => {
  const receiver = freshAddress()
  const lost = await world.queueTransfer(receiver, 7n)
  await world.mineUntil(() => isSettled(lost))
  const { hash } = await world.row(lost)
  await loseBlocksFrom(lost)
  expect(await world.chain.tokenBalance('USDC', receiver)).toBe(0n)

  const next = await world.queueTransfer(receiver, 5n)
  await world.mineUntil(() => isSettled(next))
  expect((await world.row(next)).state).toBe('SUCCEEDED')
  expect(await world.chain.tokenBalance('USDC', receiver)).toBe(12n)
  expect((await world.chain.receipt(hash ?? '')).status).toBe('success')
  expect(await world.settlements(lost)).toHaveLength(1)
})

test('when the chain loses a payment whose money was given back, its nonce is spent on nothing: it is never paid after all', async () => {
  const receiver = freshAddress()
  const token = world.chain.token('USDC').address
  const code = await world.chain.rpc('eth_getCode', [token, 'latest'])
  const failed = await world.queueTransfer(receiver, 9n)
  await world.waitForState(failed, 'SENT')
  await world.chain.rpc('anvil_setCode', [token, '0x5f5ffd']) // reverts
  await world.mineUntil(() => isSettled(failed))
  expect((await world.row(failed)).state).toBe('FAILED')
  await loseBlocksFrom(failed)
  await world.chain.rpc('anvil_setCode', [token, code])

  const next = await world.queueTransfer(receiver, 5n)
  await world.mineUntil(() => isSettled(next))
  expect((await world.row(next)).state).toBe('SUCCEEDED')
  expect(await world.chain.tokenBalance('USDC', receiver)).toBe(5n)
  expect(await world.row(failed)).toMatchObject({ state: 'FAILED' })
  expect((await world.attempts(failed)).at(-1)).toMatchObject({ is_cancellation: true })
})
