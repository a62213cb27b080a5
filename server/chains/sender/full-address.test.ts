import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  addOwnAddress,
  COMPANY,
  createSenderWorld,
  freshAddress,
  type SenderWorld,
} from '../../../tests/harness/sender-world.ts'
import { type FaultyNode, startFaultyNode } from '../faulty-node.fixture.ts'
import { IN_FLIGHT_MAX } from './number-transaction.ts'

const BEHIND = 32
const OTHER_KEY_PATH = "m/44'/60'/1'/17/1"

let world: SenderWorld
let node: FaultyNode
/** Payments that the node was asked to estimate, each time it was asked. */
let estimates: string[] = []

beforeEach(async () => {
  world = await createSenderWorld({ config: { finalConfirmations: 2 } })
  node = await startFaultyNode(world.chain.url)
  estimates = []
  node.misbehave(async ({ method, params }, ask) => {
    if (method === 'eth_estimateGas') estimates.push(JSON.stringify(params))
    return ask()
  })
})
afterEach(async () => {
  await world.stop()
  await node.close()
})

test('behind a full address payments wait without a question to the node and without holding up others, and go out in their order when there is room', async () => {
  const receivers = Array.from({ length: IN_FLIGHT_MAX + BEHIND }, freshAddress)
  const ids: string[] = []
  for (const receiver of receivers) ids.push(await world.queueTransfer(receiver))
  ids.sort()
  const sender = await world.startSender({ config: { rpcUrls: [node.url] } })
  const [first = ''] = ids
  const last = ids.at(-1) ?? ''
  for (const id of ids.slice(0, IN_FLIGHT_MAX)) await world.waitForState(id, 'SENT')

  await world.waitForLooks(first, 20)
  expect(await sender.drive(COMPANY, last)).toEqual({ hash: null, state: 'QUEUED', inLine: true })
  expect(new Set(estimates).size).toBe(IN_FLIGHT_MAX)
  expect(estimates).toHaveLength(IN_FLIGHT_MAX)

  const other = { address: world.vault.address(OTHER_KEY_PATH), keyPath: OTHER_KEY_PATH }
  await addOwnAddress(world.database, world.chain.config.name, { ...other, kind: 'HOLDING' })
  await world.chain.sendCoin(other.address, 10n ** 18n)
  await world.chain.sendToken('USDC', other.address, 5n)
  const { address: token } = world.chain.token('USDC')
  const intent = { kind: 'token_transfer', token, to: freshAddress(), amount: '5' } as const
  const others = await world.queue(intent, { keyPath: OTHER_KEY_PATH })
  const settled = async (id: string) => (await world.row(id)).settled_at !== null
  await world.mineUntil(() => settled(others))

  for (const id of ids) await world.mineUntil(() => settled(id))
  await sender.stop()
  const rows = await Promise.all(ids.map(world.row))
  const nonces = rows.map(({ nonce }) => Number(nonce))
  expect(nonces.toSorted((a, b) => a - b)).toEqual(nonces.map((_, index) => index))
  expect(Math.max(...nonces.slice(0, IN_FLIGHT_MAX))).toBeLessThan(IN_FLIGHT_MAX)
  for (const receiver of receivers) expect(await world.chain.tokenBalance('USDC', receiver)).toBe(1n)
}, 120_000)

test('while the ends of payments cannot be booked, what is queued meanwhile is sent all the same', async () => {
  const { db } = world.database
  const sender = await world.startSender()
  const paid = await world.queueTransfer(freshAddress())
  await world.waitForBroadcast(paid)
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  const holder = db.transaction().execute(async (tx) => {
    await sql`LOCK TABLE settlements IN SHARE MODE`.execute(tx)
    held.resolve()
    await released
  })
  await held.promise
  await world.mineUntil(async () => {
    const { rows } = await sql`
      SELECT 1 FROM pg_locks WHERE relation = 'settlements'::regclass AND NOT granted`.execute(db)
    return rows.length > 0
  })
  const next = await world.queueTransfer(freshAddress())
  await world.waitForBroadcast(next)
  expect(await world.settlements(paid)).toEqual([])
  release()
  await holder
  await world.mineUntil(async () => (await world.row(next)).settled_at !== null)
  await sender.stop()
  expect(await world.settlements(paid)).toMatchObject([{ outcome: 'SUCCEEDED' }])
}, 60_000)
