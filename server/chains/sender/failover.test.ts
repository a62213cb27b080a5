import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { becomes } from '../../../sandbox/processes.ts'
import { propertySeed, seededRandom } from '../../../tests/harness/seed.ts'
import {
  createSenderWorld,
  freshAddress,
  type RunningSender,
  type SenderWorld,
} from '../../../tests/harness/sender-world.ts'
import { type Fault, type FaultyNode, HANG_UP, startFaultyNode } from '../faulty-node.fixture.ts'

const FINAL = 3

let world: SenderWorld
let first: FaultyNode
let second: FaultyNode

beforeAll(async () => {
  world = await createSenderWorld({ config: { finalConfirmations: FINAL } })
})
afterAll(() => world.stop())
beforeEach(async () => {
  ;[first, second] = await Promise.all([startFaultyNode(world.chain.url), startFaultyNode(world.chain.url)])
})
let running: RunningSender | undefined
afterEach(async () => {
  await running?.stop()
  running = undefined
  await Promise.all([first.close(), second.close()])
})

async function startSender(): Promise<RunningSender> {
  running = await world.startSender({ config: { rpcUrls: [first.url, second.url] } })
  return running
}

async function isSettled(id: string): Promise<boolean> {
  return (await world.row(id)).settled_at !== null
}

async function expectPaidOnce(id: string, receiver: string, amount: bigint): Promise<void> {
  await world.mineUntil(() => isSettled(id))
  expect(await world.chain.tokenBalance('USDC', receiver)).toBe(amount)
  expect(await world.settlements(id)).toMatchObject([{ outcome: 'SUCCEEDED' }])
}

test('the first node dies between broadcast and receipt: the second tells what became of the payment', async () => {
  const receiver = freshAddress()
  await startSender()
  const id = await world.queueTransfer(receiver, 7n)
  await world.waitForBroadcast(id)
  first.misbehave(async () => HANG_UP)
  await expectPaidOnce(id, receiver, 7n)
})

test('the first node stands still and knows nothing of what was mined since: the payment ends by the second', async () => {
  const head = await world.chain.height()
  const receiver = freshAddress()
  const late: Fault = async ({ method }, ask) => {
    if (method === 'eth_blockNumber') return `0x${head.toString(16)}`
    return method === 'eth_getTransactionReceipt' || method === 'eth_getTransactionByHash' ? null : ask()
  }
  await startSender()
  const id = await world.queueTransfer(receiver, 8n)
  await world.waitForBroadcast(id)
  first.misbehave(late)
  await world.chain.mine(FINAL + 5)
  await world.waitForState(id, 'MINED')
  // It is there and does not have the receipt: nothing final is written on one node's word while it says so.
  await world.waitForLooks(id, 3)
  expect((await world.row(id)).settled_at).toBeNull()
  first.misbehave(null)
  await expectPaidOnce(id, receiver, 8n)
})

test('a node that shows a foreign transaction in the place of ours gives nobody his money back while another disagrees', async () => {
  const receiver = freshAddress()
  const sender = await startSender()
  const id = await world.queueTransfer(receiver, 9n)
  const { nonce } = await world.waitForBroadcast(id)
  await sender.stop()
  const forged = `0x${'ab'.repeat(32)}`
  const lie: Fault = async ({ method, params }, ask) => {
    const answer = await ask()
    if (method === 'eth_getTransactionCount') return `0x${((nonce ?? 0n) + 1n).toString(16)}`
    if (method === 'eth_getTransactionReceipt') return null
    if (method !== 'eth_getBlockByNumber' || params[1] !== true) return answer
    const transaction = {
      hash: forged,
      from: world.payer,
      to: world.payer,
      nonce: `0x${(nonce ?? 0n).toString(16)}`,
    }
    const facts = {
      value: '0x1',
      gas: '0x5208',
      gasPrice: '0x1',
      input: '0x',
      type: '0x0',
      transactionIndex: '0x0',
    }
    return { ...(answer as object), transactions: [{ ...transaction, ...facts }] }
  }
  first.misbehave(lie)
  await startSender()
  const isNoticed = async () => /others do not agree/.test((await world.row(id)).last_error ?? '')
  expect(await becomes(isNoticed, 10_000)).toBe(true)
  expect(await world.settlements(id)).toEqual([])
  first.misbehave(null)
  await expectPaidOnce(id, receiver, 9n)
})

test('a node that calls a paid transfer reverted is not believed while another shows that it was paid', async () => {
  const receiver = freshAddress()
  first.misbehave(async ({ method }, ask) => {
    const answer = await ask()
    if (method !== 'eth_getTransactionReceipt' || answer === null) return answer
    return { ...(answer as object), status: '0x0', logs: [] }
  })
  await startSender()
  const id = await world.queueTransfer(receiver, 11n)
  await world.waitForBroadcast(id)
  await world.chain.mine(FINAL + 1)
  await world.waitForState(id, 'MINED')
  const isNoticed = async () => /others do not agree/.test((await world.row(id)).last_error ?? '')
  expect(await becomes(isNoticed, 10_000)).toBe(true)
  expect(await world.settlements(id)).toEqual([])
  first.misbehave(null)
  await expectPaidOnce(id, receiver, 11n)
})

test('whichever of two nodes fails and however, every payment is made once and settled once', {
  timeout: 60_000,
}, async () => {
  const random = seededRandom(propertySeed('failover'))
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const stale: Record<string, unknown> = {}
  const faults: readonly (Fault | null)[] = [
    null,
    async () => HANG_UP,
    async () => {
      throw new Error('upstream is busy')
    },
    async ({ method }, ask) => {
      const answer = await ask()
      return method === 'eth_sendRawTransaction' ? HANG_UP : answer
    },
    async ({ method }, ask) => (method === 'eth_getTransactionReceipt' ? null : ask()),
    // The same answer as once before, whatever has happened since.
    async ({ method, params }, ask) => {
      const key = JSON.stringify([method, params])
      stale[key] ??= await ask()
      return stale[key]
    },
  ]
  const sender = await startSender()
  const payments: { id: string; receiver: string }[] = []
  for (let round = 0; round < 15; round += 1) {
    const nodes = [first, second]
    const failing = pick([0, 1])
    nodes[failing]?.misbehave(pick(faults))
    nodes[1 - failing]?.misbehave(null)
    const receiver = freshAddress()
    const id = await world.queueTransfer(receiver, 13n)
    payments.push({ id, receiver })
    await sender.drive((await world.row(id)).company_id, id)
    await world.chain.mine(pick([0, 1, 2]) + 1)
  }
  first.misbehave(null)
  second.misbehave(null)
  for (const { id, receiver } of payments) await expectPaidOnce(id, receiver, 13n)
})
