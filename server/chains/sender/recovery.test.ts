import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  COMPANY,
  createSenderWorld,
  freshAddress,
  type RunningSender,
  type SenderWorld,
} from '../../../tests/harness/sender-world.ts'
import { newId } from '../../kernel/ids.ts'
import { type FaultyNode, HANG_UP, startFaultyNode } from '../faulty-node.fixture.ts'

/** A recovery that answers and does nothing is worse than one that refuses: nobody looks again. */

const GWEI = 1_000_000_000n

let world: SenderWorld
let node: FaultyNode
let broadcasts = 0

beforeAll(async () => {
  world = await createSenderWorld({ config: { finalConfirmations: 3, maxFeePerGas: 3n * GWEI } })
  node = await startFaultyNode(world.chain.url)
  node.misbehave(async ({ method }, ask) => {
    if (method === 'eth_sendRawTransaction') broadcasts += 1
    return ask()
  })
})
afterAll(async () => {
  await world.stop()
  await node.close()
})

/** Nobody else looks: what changes is what the decision has done. */
async function operator(): Promise<RunningSender> {
  const sender = await world.startSender({ config: { rpcUrls: [node.url] } })
  await sender.stop()
  return sender
}

async function isSettled(id: string): Promise<boolean> {
  return (await world.row(id)).settled_at !== null
}

/** What the chain or the row shows of a decision. */
async function traces(id: string) {
  const { state, tries, hash } = await world.row(id)
  return { state, tries, hash, attempts: (await world.attempts(id)).length, broadcasts }
}

test('retry of a QUEUED one makes it due at once with all its tries', async () => {
  const id = await world.queueTransfer(freshAddress())
  await world.database.db
    .updateTable('chain_transactions')
    .set({ tries: 5, next_at: new Date(Date.now() + 3_600_000) })
    .where('id', '=', id)
    .execute()
  const sender = await operator()
  expect(await sender.retry(COMPANY, id)).toEqual({ resolved: true, state: 'QUEUED' })
  expect(await traces(id)).toMatchObject({ state: 'QUEUED', tries: 0 })
  expect((await world.row(id)).next_at.getTime()).toBeLessThanOrEqual(Date.now())
  await sender.cancel(COMPANY, id)
})

test('retry of a NUMBERED one signs it and gives it to the node', async () => {
  const doomed = await world.startDoomedSender('numbered')
  const id = await world.queueTransfer(freshAddress())
  await doomed.died
  const before = await traces(id)
  expect(await (await operator()).retry(COMPANY, id)).toEqual({ resolved: true, state: 'SENT' })
  expect(await traces(id)).toMatchObject({ state: 'SENT', attempts: 1, broadcasts: before.broadcasts + 1 })
  await finish(id)
})

test.for(['SENT', 'MANUAL_CHECK'] as const)(
  'retry of a %s one makes one more attempt and gives it to the node',
  async (state) => {
    const id = await sentBy(state)
    const before = await traces(id)
    expect(await (await operator()).retry(COMPANY, id)).toEqual({ resolved: true, state: 'SENT' })
    const after = await traces(id)
    expect(after).toMatchObject({ attempts: before.attempts + 1, broadcasts: before.broadcasts + 1 })
    expect(after.hash).not.toBe(before.hash)
    await finish(id)
  },
)

test('retry at the fee cap gives the newest bytes again; cancel there refuses by name', async () => {
  const id = await sentBy('SENT')
  const sender = await operator()
  for (let tries = 0; tries < 12; tries += 1) await sender.retry(COMPANY, id)
  const before = await traces(id)
  expect(await sender.retry(COMPANY, id)).toEqual({ resolved: true, state: 'SENT' })
  expect(await traces(id)).toMatchObject({ attempts: before.attempts, broadcasts: before.broadcasts + 1 })
  expect(await sender.cancel(COMPANY, id)).toEqual({ resolved: false, because: 'FEE_CAP' })
  await finish(id)
})

test('what is mined, over, or unknown is refused by name, and nothing of it changes', async () => {
  const id = await sentBy('SENT')
  await world.chain.mine()
  const running = await world.startSender()
  await world.waitForState(id, 'MINED')
  await running.stop()
  const sender = await operator()
  const mined = await traces(id)
  for (const decide of [sender.retry, sender.cancel])
    expect(await decide(COMPANY, id)).toEqual({ resolved: false, because: 'MINED' })
  expect(await traces(id)).toEqual(mined)
  await finish(id)
  for (const decide of [sender.retry, sender.cancel])
    expect(await decide(COMPANY, id)).toEqual({ resolved: false, because: 'ALREADY_FINAL' })
  for (const decide of [sender.retry, sender.cancel])
    expect(await decide(COMPANY, newId())).toEqual({ resolved: false, because: 'NOT_FOUND' })
})

test('a decision that cannot reach a node says so: it is not answered as done', async () => {
  const id = await sentBy('SENT')
  const sender = await operator()
  const before = await traces(id)
  node.misbehave(async () => HANG_UP)
  await expect(sender.retry(COMPANY, id)).rejects.toThrow()
  await expect(sender.cancel(COMPANY, id)).rejects.toThrow()
  expect(await traces(id)).toEqual(before)
  node.misbehave(null)
  await finish(id)
})

async function sentBy(state: 'SENT' | 'MANUAL_CHECK'): Promise<string> {
  const running = await world.startSender()
  const id = await world.queueTransfer(freshAddress())
  await world.waitForBroadcast(id)
  await running.stop()
  await world.database.db.updateTable('chain_transactions').set({ state }).where('id', '=', id).execute()
  return id
}

async function finish(id: string): Promise<void> {
  const running = await world.startSender()
  await world.mineUntil(() => isSettled(id))
  await running.stop()
}
