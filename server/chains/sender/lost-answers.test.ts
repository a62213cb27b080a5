import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Fate, type RpcCall, type RpcProxy, startRpcProxy } from '../../../tests/harness/rpc-proxy.ts'
import {
  COMPANY,
  createSenderWorld,
  freshAddress,
  type SenderWorld,
} from '../../../tests/harness/sender-world.ts'

let world: SenderWorld
let proxy: RpcProxy
let decide: (call: RpcCall) => Fate = () => 'FORWARD'
beforeAll(async () => {
  world = await createSenderWorld({ config: { finalConfirmations: 3 } })
  proxy = await startRpcProxy(world.chain.url, (call) => decide(call))
})
afterAll(async () => {
  await world.stop()
  await proxy.stop()
})

test.for(['LOSE_ANSWER', 'LOSE_CALL'] as const)(
  '%s at every broadcast: paid once, settled once',
  async (fate) => {
    decide = ({ method }) => (method === 'eth_sendRawTransaction' ? fate : 'FORWARD')
    const receiver = freshAddress()
    const sender = await world.startSender({ config: { rpcUrls: [proxy.url] } })
    const id = await world.queueTransfer(receiver, 5n)
    const { hash, state } = await sender.drive(COMPANY, id)
    if (hash !== null) expect(state).toBe('SENT')
    await world.waitForState(id, 'SENT')
    await world.waitForLooks(id, 3)
    decide = () => 'FORWARD'
    await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
    await sender.stop()
    expect(await world.chain.tokenBalance('USDC', receiver)).toBe(5n)
    expect(await world.attempts(id)).toHaveLength(1)
    expect(await world.settlements(id)).toMatchObject([{ outcome: 'SUCCEEDED' }])
  },
)

test('without a node a payment stays QUEUED, its caller is not failed, and it is paid when the node is back', async () => {
  decide = () => 'LOSE_CALL'
  const receiver = freshAddress()
  const sender = await world.startSender({ config: { rpcUrls: [proxy.url] } })
  const id = await world.queueTransfer(receiver, 6n)
  expect(await sender.drive(COMPANY, id)).toEqual({ hash: null, state: 'QUEUED', inLine: false })
  expect((await world.row(id)).tries).toBe(0)
  decide = () => 'FORWARD'
  await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
  await sender.stop()
  expect(await world.chain.tokenBalance('USDC', receiver)).toBe(6n)
})

test('a receipt of a block that is not canonical is not accepted', async () => {
  const sender = await world.startSender({ config: { rpcUrls: [proxy.url] } })
  const id = await world.queueTransfer(freshAddress(), 1n)
  const { hash } = await world.waitForBroadcast(id)
  await world.chain.mine()
  await world.waitForState(id, 'MINED')
  const stale = await world.chain.rpc('eth_getTransactionReceipt', [hash])
  await sender.stop()
  await world.chain.reorg({ depth: 1, keepTransactions: false })
  decide = ({ method }) => (method === 'eth_getTransactionReceipt' ? { result: stale } : 'FORWARD')
  const successor = await world.startSender({ config: { rpcUrls: [proxy.url] } })
  await world.waitForState(id, 'SENT')
  await world.chain.mine(5)
  decide = () => 'FORWARD'
  await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
  await successor.stop()
  expect((await world.row(id)).block_hash).not.toBe((stale as { blockHash: string }).blockHash)
  expect(await world.settlements(id)).toHaveLength(1)
})
