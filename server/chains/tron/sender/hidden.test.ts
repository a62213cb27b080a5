import { afterAll, beforeAll, expect, test } from 'vitest'
import { COMPANY } from '../../../../tests/harness/sender-world.ts'
import {
  createTronSenderWorld,
  EXPIRY_MS,
  freshTronAddress,
  type TronSenderWorld,
} from '../../../../tests/harness/tron-sender-world.ts'
import { type FaultyTronNode, startFaultyTronNode, type TronFault } from '../faulty-node.fixture.ts'

let world: TronSenderWorld
let faulty: FaultyTronNode
beforeAll(async () => {
  world = await createTronSenderWorld()
  faulty = await startFaultyTronNode(world.chain.url)
})
afterAll(async () => {
  await faulty.close()
  await world.stop()
})

/** Denies knowing the transaction, when asked for it by its id. */
const denies: TronFault = async ({ call }, ask) => (call === 'wallet/gettransactioninfobyid' ? {} : ask())

/** Denies it, and shows blocks without their transactions: their headers do not prove what JSON shows of them. */
const hides: TronFault = async (question, ask) => {
  const answer = await denies(question, ask)
  if (question.call !== 'wallet/getblockbylimitnext') return answer
  const { block } = answer as { block: Record<string, unknown>[] }
  return { block: block.map(({ transactions: _, ...shown }) => shown) }
}

test.for([
  ['denies what it was asked for, alone', denies, false],
  ['denies it and hides it in its blocks, and another node does not', hides, true],
] as const)(
  'mined while a node %s: it is never signed again, an operator hears of it, and it ends as paid when the node tells',
  async ([, fault, hasOther]) => {
    const rpcUrls = hasOther ? [faulty.url, world.chain.url] : [faulty.url]
    faulty.misbehave(null)
    const sender = await world.startSender({ config: { rpcUrls } })
    const receiver = freshTronAddress()
    const id = await world.queueTransfer(receiver, 11n)
    const { hash } = await sender.drive(COMPANY, id)
    faulty.misbehave(fault)
    await world.chain.mine()
    await world.chain.mineLater(2 * EXPIRY_MS)
    await world.chain.mine(6)
    await world.waitFor(id, ({ last_error }) => /holds it|tells of it/.test(last_error ?? ''))
    await world.waitForLooks(id, 4)
    expect(await world.attempts(id)).toMatchObject([{ hash, dead_block: null }])
    expect(await world.settlements(id)).toEqual([])
    await world.chain.mineLater(20 * EXPIRY_MS)
    await world.chain.mine(6)
    await world.waitForState(id, 'MANUAL_CHECK')
    expect(await world.attempts(id)).toHaveLength(1)
    faulty.misbehave(null)
    await world.mineUntilSettled(id)
    await sender.stop()
    expect(await world.settlements(id)).toMatchObject([
      { outcome: 'MANUAL_CHECK', hash },
      { outcome: 'SUCCEEDED', hash },
    ])
    expect(await world.chain.tokenBalance('USDT', receiver)).toBe(11n)
  },
)

test('a node that cannot be asked proves nothing: an expired payment waits for it', async () => {
  faulty.misbehave(null)
  const sender = await world.startSender({ config: { rpcUrls: [faulty.url] } })
  const receiver = freshTronAddress()
  const id = await world.queueTransfer(receiver, 12n)
  await sender.drive(COMPANY, id)
  await world.chain.mine()
  faulty.misbehave(async () => {
    throw new Error('away')
  })
  await world.chain.mineLater(2 * EXPIRY_MS)
  await world.chain.mine(6)
  await world.waitForLooks(id, 4)
  expect(await world.attempts(id)).toHaveLength(1)
  faulty.misbehave(null)
  await world.mineUntilSettled(id)
  await sender.stop()
  expect(await world.chain.tokenBalance('USDT', receiver)).toBe(12n)
  expect(await world.attempts(id)).toHaveLength(1)
})
