import { afterAll, beforeAll, expect, test } from 'vitest'
import { becomes } from '../../../sandbox/processes.ts'
import { startRpcProxy } from '../../../tests/harness/rpc-proxy.ts'
import { createSenderWorld, freshAddress, type SenderWorld } from '../../../tests/harness/sender-world.ts'

const FINAL = 4

let world: SenderWorld
beforeAll(async () => {
  world = await createSenderWorld({ config: { finalConfirmations: FINAL } })
  await world.chain.rpc('anvil_impersonateAccount', [world.payer])
})
afterAll(() => world.stop())

/** Somebody else who holds our key. */
async function spendElsewhere(nonce?: bigint): Promise<string> {
  const transaction = { from: world.payer, to: freshAddress(), value: '0x1' }
  const numbered = nonce === undefined ? transaction : { ...transaction, nonce: `0x${nonce.toString(16)}` }
  return String(await world.chain.rpc('eth_sendTransaction', [numbered]))
}

async function isSettled(id: string): Promise<boolean> {
  return (await world.row(id)).settled_at !== null
}

test('after the key was used elsewhere the next payment takes the next free nonce', async () => {
  const sender = await world.startSender()
  const first = await world.queueTransfer(freshAddress())
  await world.mineUntil(() => isSettled(first))
  await spendElsewhere()
  await spendElsewhere()
  await world.chain.mine()
  const second = await world.queueTransfer(freshAddress())
  await world.mineUntil(() => isSettled(second))
  await sender.stop()
  expect((await world.row(second)).state).toBe('SUCCEEDED')
  expect((await world.row(second)).nonce).toBe(((await world.row(first)).nonce ?? 0n) + 3n)
})

test('a numbered payment whose nonce is spent elsewhere before it is signed takes another nonce, and is paid once', async () => {
  const receiver = freshAddress()
  const doomed = await world.startDoomedSender('numbered')
  const id = await world.queueTransfer(receiver, 2n)
  await doomed.died
  const { nonce } = await world.row(id)
  await spendElsewhere()
  await world.chain.mine()
  const sender = await world.startSender()
  await world.mineUntil(() => isSettled(id))
  await sender.stop()
  expect(await world.row(id)).toMatchObject({ state: 'SUCCEEDED', nonce: (nonce ?? 0n) + 1n })
  expect(await world.chain.tokenBalance('USDC', receiver)).toBe(2n)
})

test('a payment whose nonce a foreign transaction spends is LOST, by name of that transaction, and not before that is final', async () => {
  const receiver = freshAddress()
  const sender = await world.startSender()
  const id = await world.queueTransfer(receiver, 9n)
  const { nonce, hash } = await world.waitForState(id, 'SENT')
  // Before the node forgets it, or the sender may give it again.
  await sender.stop()
  await world.chain.rpc('anvil_dropTransaction', [hash])
  const foreign = await spendElsewhere(nonce ?? 0n)
  await world.chain.mine(FINAL - 1)
  const successor = await world.startSender()
  await world.waitForLooks(id, 3)
  expect((await world.row(id)).state).toBe('SENT')
  expect(await world.settlements(id)).toEqual([])
  await world.chain.mine()
  await world.waitForState(id, 'LOST')
  await successor.stop()
  expect(await world.settlements(id)).toEqual([
    { outcome: 'LOST', hash, reason: expect.stringContaining(foreign) },
  ])
  expect(await world.chain.tokenBalance('USDC', receiver)).toBe(0n)
})

test('a payment is not LOST while the transaction that spent its nonce cannot be shown', async () => {
  const [firstBlock, id] = [
    await world.chain.rpc('eth_getBlockByNumber', ['0x1', true]),
    await world.queueTransfer(freshAddress()),
  ]
  const sender = await world.startSender()
  const { nonce, hash } = await world.waitForState(id, 'SENT')
  // Before the node forgets it, or the sender may give it again.
  await sender.stop()
  await world.chain.rpc('anvil_dropTransaction', [hash])
  await spendElsewhere(nonce ?? 0n)
  await world.chain.mine(FINAL)
  let wasAsked = 0
  const proxy = await startRpcProxy(world.chain.url, ({ method, params }) => {
    if (method !== 'eth_getBlockByNumber' || params[1] !== true) return 'FORWARD'
    wasAsked += 1
    return { result: firstBlock }
  })
  const misled = await world.startSender({ config: { rpcUrls: [proxy.url] } })
  expect(await becomes(() => wasAsked >= 3, 50_000)).toBe(true)
  await misled.stop()
  await proxy.stop()
  expect((await world.row(id)).state).toBe('SENT')
  expect(await world.settlements(id)).toEqual([])
  const honest = await world.startSender()
  await world.waitForState(id, 'LOST')
  await honest.stop()
})

test('a payment is never LOST because the node has forgotten its receipt', async () => {
  const receiver = freshAddress()
  const proxy = await startRpcProxy(world.chain.url, ({ method }) =>
    method === 'eth_getTransactionReceipt' ? { result: null } : 'FORWARD',
  )
  const sender = await world.startSender({ config: { rpcUrls: [proxy.url] } })
  const id = await world.queueTransfer(receiver, 3n)
  await world.waitForBroadcast(id)
  await world.chain.mine(FINAL + 5)
  await world.waitForLooks(id, 4)
  await sender.stop()
  await proxy.stop()
  expect(await world.chain.tokenBalance('USDC', receiver)).toBe(3n)
  expect(await world.settlements(id)).toEqual([])
  const honest = await world.startSender()
  await world.waitForState(id, 'SUCCEEDED')
  await honest.stop()
})

test('a nonce that a foreign transaction took and the node then forgot is filled, so nothing behind it waits for ever', async () => {
  const foreign = await spendElsewhere()
  const sender = await world.startSender()
  const id = await world.queueTransfer(freshAddress())
  const { nonce } = await world.waitForState(id, 'SENT')
  await world.chain.rpc('anvil_dropTransaction', [foreign])
  await world.mineUntil(() => isSettled(id))
  await sender.stop()
  const fillers = await world.database.db
    .selectFrom('chain_transactions')
    .select(['nonce', 'state'])
    .where('purpose', '=', 'nonce_gap')
    .execute()
  expect(fillers).toMatchObject([{ nonce: (nonce ?? 0n) - 1n }])
  expect((await world.row(id)).state).toBe('SUCCEEDED')
})

test('a restored, older database does not make the sender use a nonce twice', async () => {
  await world.database.db.updateTable('chain_senders').set({ next_nonce: 1n }).execute()
  const sender = await world.startSender()
  const id = await world.queueTransfer(freshAddress())
  await world.mineUntil(() => isSettled(id))
  await sender.stop()
  expect((await world.row(id)).state).toBe('SUCCEEDED')
})

test('a node that names a nonce far ahead once is not believed beyond its final blocks', async () => {
  const known = (
    await world.database.db.selectFrom('chain_senders').select('next_nonce').executeTakeFirstOrThrow()
  ).next_nonce
  const proxy = await startRpcProxy(world.chain.url, ({ method, params }) =>
    method === 'eth_getTransactionCount' && params[1] === 'pending' ? { result: '0xf4240' } : 'FORWARD',
  )
  const sender = await world.startSender({ config: { rpcUrls: [proxy.url] } })
  const id = await world.queueTransfer(freshAddress())
  await world.mineUntil(() => isSettled(id))
  await sender.stop()
  await proxy.stop()
  expect((await world.row(id)).nonce).toBe(known)
})

test('a node that forgets all that waits is given it again', async () => {
  const sender = await world.startSender()
  const ids = await Promise.all(Array.from({ length: 5 }, () => world.queueTransfer(freshAddress())))
  for (const id of ids) await world.waitForState(id, 'SENT')
  await world.chain.rpc('anvil_dropAllTransactions', [])
  await world.mineUntil(async () => (await Promise.all(ids.map(isSettled))).every(Boolean))
  await sender.stop()
  for (const id of ids) expect(await world.settlements(id)).toMatchObject([{ outcome: 'SUCCEEDED' }])
})
