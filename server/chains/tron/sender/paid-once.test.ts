import { afterAll, beforeAll, expect, test } from 'vitest'
import { COMPANY } from '../../../../tests/harness/sender-world.ts'
import {
  createTronSenderWorld,
  EXPIRY_MS,
  freshTronAddress,
  type TronSenderWorld,
} from '../../../../tests/harness/tron-sender-world.ts'
import { CHECKPOINTS } from '../../sender/context.ts'
import { addressOfEvm } from '../address.ts'

let world: TronSenderWorld
beforeAll(async () => {
  world = await createTronSenderWorld()
})
afterAll(() => world.stop())

test.for(CHECKPOINTS.filter((name) => name !== 'numbered'))(
  'killed at "%s" and started again, a payment is made once and settled once',
  async (checkpoint) => {
    const receiver = freshTronAddress()
    const doomed = await world.startDoomedSender(checkpoint)
    const id = await world.queueTransfer(receiver, 7n)
    await world.mineUntil(async () => doomed.isDead())
    const successor = await world.startSender()
    await world.mineUntilSettled(id)
    await world.chain.mine(5)
    await successor.stop()
    expect(await world.chain.tokenBalance('USDT', receiver)).toBe(7n)
    expect(await world.settlements(id)).toEqual([
      { outcome: 'SUCCEEDED', hash: (await world.row(id)).hash, reason: null },
    ])
  },
)

test('expired in no block, a payment is signed again when that is final, and made once', async () => {
  const receiver = freshTronAddress()
  const first = await world.startSender()
  const id = await world.queueTransfer(receiver, 5n)
  const { hash } = await first.drive(COMPANY, id)
  expect(hash).not.toBeNull()
  // It gives the transaction to the node again until it expires.
  await first.stop()
  await world.chain.node.dropPending()
  await world.chain.mineLater(2 * EXPIRY_MS)
  const sender = await world.startSender()
  // Expired, but the block that shows it is not final: a fork could still leave it valid.
  await world.waitForLooks(id, 3)
  expect(await world.attempts(id)).toMatchObject([{ hash, dead_block: null }])
  await world.chain.mine(2)
  await world.waitFor(id, (row) => row.hash !== hash)
  const attempts = await world.attempts(id)
  expect(attempts).toHaveLength(2)
  expect(attempts[0]?.dead_block).not.toBeNull()
  expect(attempts[1]?.dead_block).toBeNull()
  await world.mineUntilSettled(id)
  await sender.stop()
  expect(await world.chain.tokenBalance('USDT', receiver)).toBe(5n)
  expect(await world.settlements(id)).toEqual([
    { outcome: 'SUCCEEDED', hash: attempts[1]?.hash, reason: null },
  ])
})

test('mined in time, a payment is never signed again however late it is looked at', async () => {
  const receiver = freshTronAddress()
  const doomed = await world.startDoomedSender('broadcast')
  const id = await world.queueTransfer(receiver, 6n)
  await world.mineUntil(async () => doomed.isDead())
  await world.chain.mine()
  await world.chain.mineLater(3 * EXPIRY_MS)
  await world.chain.mine(5)
  const sender = await world.startSender()
  await world.mineUntilSettled(id)
  await sender.stop()
  expect(await world.attempts(id)).toHaveLength(1)
  expect(await world.chain.tokenBalance('USDT', receiver)).toBe(6n)
})

test.for([true, false])(
  'a fork takes the block of a payment (its transactions stay: %s), and the payment is made once',
  async (keepTransactions) => {
    const receiver = freshTronAddress()
    const sender = await world.startSender()
    const id = await world.queueTransfer(receiver, 9n)
    await sender.drive(COMPANY, id)
    await world.chain.mine()
    const mined = await world.waitForState(id, 'MINED')
    await world.chain.reorg({ depth: 1, keepTransactions })
    await world.waitFor(id, (row) => row.block_hash !== mined.block_hash)
    await world.mineUntilSettled(id)
    await sender.stop()
    expect(await world.chain.tokenBalance('USDT', receiver)).toBe(9n)
    expect(await world.attempts(id)).toHaveLength(1)
    expect(await world.settlements(id)).toMatchObject([{ outcome: 'SUCCEEDED' }])
  },
)

test('two senders that both believe they lead pay each of many equal payments once', async () => {
  const senders = await Promise.all([
    world.startSender({ alwaysLeads: true }),
    world.startSender({ alwaysLeads: true }),
  ])
  const receivers = Array.from({ length: 12 }, freshTronAddress)
  const ids = await Promise.all([...receivers, ...receivers].map((to) => world.queueTransfer(to, 2n)))
  await world.mineUntilSettled(...ids)
  await Promise.all(senders.map((sender) => sender.stop()))
  for (const receiver of receivers) expect(await world.chain.tokenBalance('USDT', receiver)).toBe(4n)
  for (const id of ids) expect(await world.settlements(id)).toMatchObject([{ outcome: 'SUCCEEDED' }])
})

test('what is out is never more than the address has coin for: others wait, and nothing fails', async () => {
  const keyPath = "m/44'/60'/1'/17/1"
  const poor = addressOfEvm(world.vault.address(keyPath))
  await world.chain.sendToken('USDT', poor, 100n)
  await world.chain.sendCoin(poor, 20_000_000n)
  await world.chain.mine(4)
  const sender = await world.startSender()
  const receiver = freshTronAddress()
  const intent = {
    kind: 'token_transfer',
    token: world.chain.token('USDT').address,
    to: receiver,
    amount: '1',
  } as const
  const ids = await Promise.all(Array.from({ length: 3 }, () => world.queue(intent, { keyPath })))
  await Promise.all(ids.map((id) => sender.drive(COMPANY, id)))
  await world.mineUntil(async () => {
    await world.chain.sendCoin(poor, 1_000_000n)
    const rows = await Promise.all(ids.map((id) => world.row(id)))
    return rows.every(({ settled_at }) => settled_at !== null)
  })
  await sender.stop()
  expect(await world.chain.tokenBalance('USDT', receiver)).toBe(3n)
  for (const id of ids) expect(await world.settlements(id)).toMatchObject([{ outcome: 'SUCCEEDED' }])
})

test('what the chain would revert is given up with nothing out, and nothing is paid', async () => {
  const sender = await world.startSender()
  const id = await world.queueTransfer(freshTronAddress(), 10n ** 15n)
  await world.waitFor(id, ({ settled_at }) => settled_at !== null)
  await sender.stop()
  expect(await world.attempts(id)).toEqual([])
  expect(await world.settlements(id)).toMatchObject([{ outcome: 'LOST', hash: null }])
})

test('coin is sent, also to an address that has no account yet', async () => {
  const sender = await world.startSender()
  const receiver = freshTronAddress()
  const id = await world.queue({ kind: 'native_transfer', to: receiver, amount: '1500000' })
  await world.mineUntilSettled(id)
  await sender.stop()
  expect(await world.chain.coinBalance(receiver)).toBe(1_500_000n)
  expect(await world.settlements(id)).toMatchObject([{ outcome: 'SUCCEEDED' }])
})

test('an operator cancels what is out: it ends lost when it is dead, and as paid when it was mined first', async () => {
  for (const isMined of [false, true]) {
    const receiver = freshTronAddress()
    const sender = await world.startSender()
    const id = await world.queueTransfer(receiver, 3n)
    await sender.drive(COMPANY, id)
    if (!isMined) await world.chain.node.dropPending()
    expect(await sender.cancel(COMPANY, id)).toMatchObject({ resolved: true, state: 'SENT' })
    if (isMined) await world.chain.mine()
    else {
      // The sender gives it to the node again until it expires: what is dropped there must not come back by that.
      await sender.stop()
      await world.chain.node.dropPending()
    }
    await world.chain.mineLater(2 * EXPIRY_MS)
    await world.chain.mine(5)
    const successor = isMined ? sender : await world.startSender()
    await world.mineUntilSettled(id)
    await successor.stop()
    expect(await world.chain.tokenBalance('USDT', receiver)).toBe(isMined ? 3n : 0n)
    expect(await world.attempts(id)).toHaveLength(1)
    expect(await world.settlements(id)).toMatchObject([{ outcome: isMined ? 'SUCCEEDED' : 'LOST' }])
  }
})

test('what would cost more than may be paid for one waits unsigned, and goes out when it costs less', async () => {
  const frugal = await world.startSender({ config: { maxFeeSun: 1_000_000n } })
  const receiver = freshTronAddress()
  const id = await world.queueTransfer(receiver, 4n)
  await world.waitFor(id, ({ last_error }) => last_error?.includes('above 1000000') === true)
  await frugal.stop()
  expect(await world.row(id)).toMatchObject({ state: 'QUEUED', hash: null })
  const sender = await world.startSender()
  await world.mineUntilSettled(id)
  await sender.stop()
  expect(await world.chain.tokenBalance('USDT', receiver)).toBe(4n)
})
