import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSenderWorld, freshAddress, type SenderWorld } from '../../../tests/harness/sender-world.ts'
import { type FaultyNode, startFaultyNode } from '../faulty-node.fixture.ts'

/** Named failures of others: what they published, played against this sender. */

let world: SenderWorld
let node: FaultyNode
let broadcasts: string[] = []

beforeAll(async () => {
  world = await createSenderWorld({ config: { finalConfirmations: 2 } })
  node = await startFaultyNode(world.chain.url)
})
afterAll(async () => {
  await world.stop()
  await node.close()
})

/** The node counts what it is given, and refuses all of it when told so. */
function count(refusal: string | null): void {
  broadcasts = []
  node.misbehave(async ({ method, params }, ask) => {
    if (method !== 'eth_sendRawTransaction') return ask()
    broadcasts.push(String(params[0]))
    if (refusal !== null) throw new Error(refusal)
    return ask()
  })
}

async function isSettled(id: string): Promise<boolean> {
  return (await world.row(id)).settled_at !== null
}

async function setNextNonce(nonce: bigint): Promise<void> {
  await world.database.db
    .insertInto('chain_senders')
    .values({ chain: world.chain.config.name, address: world.payer, next_nonce: nonce })
    .onConflict((conflict) => conflict.columns(['chain', 'address']).doUpdateSet({ next_nonce: nonce }))
    .execute()
}

const spent = async () =>
  BigInt(String(await world.chain.rpc('eth_getTransactionCount', [world.payer, 'latest'])))

test('a gap of 24 nonces jams nobody: it is filled, and every payment behind it is paid once', async () => {
  await setNextNonce((await spent()) + 24n)
  const sender = await world.startSender()
  const receivers = Array.from({ length: 5 }, freshAddress)
  const ids: string[] = []
  for (const receiver of receivers) ids.push(await world.queueTransfer(receiver, 2n))
  for (const id of ids) await world.mineUntil(() => isSettled(id))
  await sender.stop()
  for (const receiver of receivers) expect(await world.chain.tokenBalance('USDC', receiver)).toBe(2n)
  const fillers = await world.database.db
    .selectFrom('chain_transactions')
    .select('id')
    .where('purpose', '=', 'nonce_gap')
    .execute()
  expect(fillers).toHaveLength(24)
})

test('a counter that drifted until every send is "nonce too high" makes no storm: each transaction is given ever more seldom, and is paid once when the node takes it', async () => {
  count('nonce too high')
  const begunMs = Date.now()
  const sender = await world.startSender({ config: { rpcUrls: [node.url] } })
  const receivers = Array.from({ length: 8 }, freshAddress)
  const ids: string[] = []
  for (const receiver of receivers) ids.push(await world.queueTransfer(receiver, 3n))
  for (const id of ids) await world.waitForState(id, 'SENT')
  const [first = ''] = ids
  await world.waitForLooks(first, 40)
  const perTransaction = [...Map.groupBy(broadcasts, (raw) => raw).values()].map((same) => same.length)
  // At once, as it was sent; then 2, 4, 8 polls apart; then 16, however long it takes.
  const times = 5 + Math.ceil((Date.now() - begunMs) / (16 * world.chain.config.pollMs))
  expect(Math.max(...perTransaction)).toBeLessThanOrEqual(times)
  expect(perTransaction.length).toBeLessThanOrEqual(ids.length)
  count(null)
  for (const id of ids) await world.mineUntil(() => isSettled(id))
  await sender.stop()
  for (const receiver of receivers) expect(await world.chain.tokenBalance('USDC', receiver)).toBe(3n)
})

test('a counter that fell behind the chain gives every payment a nonce of its own, and none is refused as used', async () => {
  await setNextNonce(0n)
  count(null)
  const sender = await world.startSender({ config: { rpcUrls: [node.url] } })
  const receiver = freshAddress()
  const ids = await Promise.all(Array.from({ length: 6 }, () => world.queueTransfer(receiver, 1n)))
  for (const id of ids) await world.mineUntil(() => isSettled(id))
  await sender.stop()
  expect(await world.chain.tokenBalance('USDC', receiver)).toBe(6n)
  expect(new Set(broadcasts).size).toBe(ids.length)
})
