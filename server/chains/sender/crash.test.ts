import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  COMPANY,
  createSenderWorld,
  freshAddress,
  type SenderWorld,
} from '../../../tests/harness/sender-world.ts'
import { CHECKPOINTS } from './context.ts'

let world: SenderWorld
beforeAll(async () => {
  world = await createSenderWorld({ config: { finalConfirmations: 3 } })
})
afterAll(() => world.stop())

test.for(CHECKPOINTS)(
  'killed at "%s" and started again, a payment is made once and settled once',
  async (checkpoint) => {
    const receiver = freshAddress()
    const doomed = await world.startDoomedSender(checkpoint)
    const id = await world.queueTransfer(receiver, 7n)
    await world.mineUntil(async () => doomed.isDead())
    const successor = await world.startSender()
    await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
    await world.chain.mine(5)
    await successor.stop()
    expect(await world.chain.tokenBalance('USDC', receiver)).toBe(7n)
    expect(await world.settlements(id)).toEqual([
      { outcome: 'SUCCEEDED', hash: (await world.row(id)).hash, reason: null },
    ])
  },
)

test.for(['read', 'numbered', 'signed', 'stored', 'broadcast'] as const)(
  'a caller whose process is killed at "%s" gets the one payment’s hash when it asks again',
  async (checkpoint) => {
    const receiver = freshAddress()
    const doomed = await world.startDoomedSender(checkpoint)
    const id = await world.queueTransfer(receiver, 3n)
    void doomed.drive(COMPANY, id)
    await doomed.died
    const successor = await world.startSender()
    const answers = await Promise.all([successor.drive(COMPANY, id), successor.drive(COMPANY, id)])
    await world.waitForState(id, 'SENT')
    const { hash } = await successor.drive(COMPANY, id)
    for (const answer of answers) expect([null, hash]).toContain(answer.hash)
    await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
    await successor.stop()
    expect((await world.row(id)).hash).toBe(hash)
    expect(await world.chain.tokenBalance('USDC', receiver)).toBe(3n)
    expect(await world.settlements(id)).toHaveLength(1)
  },
)
