import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSenderWorld, type SenderWorld } from '../../../tests/harness/sender-world.ts'
import { connectEvmChain } from '../evm/client.ts'
import { type FaultyNode, startFaultyNode } from '../faulty-node.fixture.ts'
import { observeNonce } from './number-transaction.ts'

let world: SenderWorld
let node: FaultyNode

beforeAll(async () => {
  world = await createSenderWorld()
  node = await startFaultyNode(world.chain.url)
})
afterAll(async () => {
  await world.stop()
  await node.close()
})

async function setNextNonce(next_nonce: bigint): Promise<void> {
  await world.database.db
    .insertInto('chain_senders')
    .values({ chain: world.chain.config.name, address: world.payer, next_nonce })
    .onConflict((conflict) => conflict.columns(['chain', 'address']).doUpdateSet({ next_nonce }))
    .execute()
}

/** The chain counts so many, and `meanwhile` happens just before it says so. @returns the nonce, and what was logged. */
async function observe(counted: bigint, meanwhile: () => Promise<void>) {
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => void lines.push(line) })
  node.misbehave(async ({ method }, ask) => {
    if (method !== 'eth_getTransactionCount') return ask()
    await meanwhile()
    return `0x${counted.toString(16)}`
  })
  const chain = connectEvmChain({ ...world.chain.config, rpcUrls: [node.url] })
  const nonce = await observeNonce({ db: world.database.db, chain, log }, world.payer)
  return { nonce, lines }
}

test('what another of our nodes sends while the chain is asked is not taken for a use of the key elsewhere', async () => {
  await setNextNonce(1n)
  expect(await observe(2n, () => setNextNonce(2n))).toEqual({ nonce: 2n, lines: [] })
})

test('what none of our nodes has numbered is told as drift, and believed', async () => {
  await setNextNonce(1n)
  const { nonce, lines } = await observe(3n, async () => {})
  expect(nonce).toBe(3n)
  expect(lines.join()).toContain('used elsewhere')
})
