import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  COMPANY,
  createSenderWorld,
  freshAddress,
  type RunningSender,
  type SenderWorld,
} from '../../../tests/harness/sender-world.ts'
import { REFUSALS_MAX } from './advance.ts'

const GWEI = 1_000_000_000n
const FINAL = 3

let world: SenderWorld
let sender: RunningSender
beforeAll(async () => {
  world = await createSenderWorld({ config: { finalConfirmations: FINAL, pollMs: 20 } })
  sender = await world.startSender()
})
afterAll(() => world.stop())

async function setBaseFee(wei: bigint): Promise<void> {
  await world.chain.rpc('anvil_setNextBlockBaseFeePerGas', [`0x${wei.toString(16)}`])
}

async function isSettled(id: string): Promise<boolean> {
  return (await world.row(id)).settled_at !== null
}

test('a cancelled payment’s money comes back only when the cancellation is final, and the payment never arrives', async () => {
  const receiver = freshAddress()
  const id = await world.queueTransfer(receiver, 5n)
  const sent = await world.waitForState(id, 'SENT')
  const recorded: string[] = []
  const resolution = await sender.cancel(COMPANY, id, async () => void recorded.push('audit'))
  expect(resolution).toEqual({ resolved: true, state: 'SENT' })
  expect(recorded).toEqual(['audit'])
  expect((await world.attempts(id)).map((attempt) => attempt.is_cancellation)).toEqual([false, true])
  await world.chain.mine(FINAL - 1)
  await world.waitForState(id, 'MINED')
  await world.waitForLooks(id, 3)
  expect(await world.settlements(id)).toEqual([])
  expect(await sender.cancel(COMPANY, id)).toEqual({ resolved: false, because: 'MINED' })
  await world.chain.mine()
  await world.waitForState(id, 'LOST')
  expect(await world.settlements(id)).toEqual([
    {
      outcome: 'LOST',
      hash: sent.hash,
      reason: expect.stringMatching(/^cancelled: its nonce \d+ was spent by 0x/),
    },
  ])
  expect(await world.chain.tokenBalance('USDC', receiver)).toBe(0n)
  expect(await sender.cancel(COMPANY, id)).toEqual({ resolved: false, because: 'ALREADY_FINAL' })
})

test('a retry after a cancellation turns it round: the payment is made, once', async () => {
  const receiver = freshAddress()
  const id = await world.queueTransfer(receiver, 4n)
  await world.waitForState(id, 'SENT')
  await sender.cancel(COMPANY, id)
  expect(await sender.retry(COMPANY, id)).toEqual({ resolved: true, state: 'SENT' })
  await world.mineUntil(() => isSettled(id))
  expect((await world.row(id)).state).toBe('SUCCEEDED')
  expect(await world.chain.tokenBalance('USDC', receiver)).toBe(4n)
})

test('a payment that the chain refuses is tried a bounded number of times, then LOST with the reason, without hash and nonce', async () => {
  const receiver = freshAddress()
  const id = await world.queueTransfer(receiver, 10n ** 15n)
  const row = await world.waitForState(id, 'LOST')
  expect([row.hash, row.nonce, row.tries]).toEqual([null, null, REFUSALS_MAX - 1])
  expect(await world.settlements(id)).toEqual([
    { outcome: 'LOST', hash: null, reason: expect.stringMatching(/revert/) },
  ])
})

test('a queued payment that is cancelled ends at once and is never numbered', async () => {
  const keyPath = "m/44'/60'/1'/17/8"
  const id = await world.queue({ kind: 'native_transfer', to: freshAddress(), amount: '5' }, { keyPath })
  await world.waitForLooks(id, 1)
  expect((await world.row(id)).state).toBe('QUEUED')
  expect(await sender.cancel(COMPANY, id)).toEqual({ resolved: true, state: 'LOST' })
  expect((await world.row(id)).nonce).toBeNull()
  expect(await world.settlements(id)).toMatchObject([{ outcome: 'LOST', hash: null }])
})

test('a payment whose sender has no coin for gas is signed, waits, and is paid when coin arrives', async () => {
  const keyPath = "m/44'/60'/1'/17/9"
  const holding = world.vault.address(keyPath)
  const receiver = freshAddress()
  await world.chain.sendToken('USDC', holding, 50n)
  await world.chain.mine()
  const token = world.chain.token('USDC').address
  const id = await world.queue({ kind: 'token_transfer', token, to: receiver, amount: '50' }, { keyPath })
  const { hash } = await world.waitForState(id, 'SENT')
  await world.waitForLooks(id, 3)
  expect((await world.row(id)).last_error).toMatch(/insufficient_funds/)
  await world.chain.sendCoin(holding, 10n ** 18n)
  await world.mineUntil(() => isSettled(id))
  expect((await world.row(id)).hash).toBe(hash)
  expect(await world.attempts(id)).toHaveLength(1)
  expect(await world.chain.tokenBalance('USDC', receiver)).toBe(50n)
})

test('a cancellation that the fee cap forbids is refused by that name, and changes nothing', async () => {
  const capped = await world.startSender({ config: { maxFeePerGas: 2n * GWEI } })
  await sender.stop()
  await setBaseFee(GWEI / 2n)
  await world.chain.mine()
  const id = await world.queueTransfer(freshAddress(), 1n)
  await world.waitForState(id, 'SENT')
  expect(await capped.cancel(COMPANY, id)).toEqual({ resolved: false, because: 'FEE_CAP' })
  expect(await world.attempts(id)).toHaveLength(1)
  await capped.stop()
  sender = await world.startSender()
})
