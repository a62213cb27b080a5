import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { callNode } from '../../sandbox/chains/rpc.ts'
import { becomes } from '../../sandbox/processes.ts'
import { startTestChain, type TestChain } from '../../tests/harness/anvil.ts'
import { readCursor } from '../chains/cursor.ts'
import { type Fault, type FaultyNode, HANG_UP, startFaultyNode } from '../chains/faulty-node.fixture.ts'
import { startWorld, type TestWallet, USD, type World } from './world.fixture.ts'

const WAIT_MS_MAX = 50_000

let world: World
/** The first of two URLs; the second is always right. */
let first: FaultyNode
/** Another chain with the same id: what a node shows that made everything up, block by block. */
let other: TestChain
let wallet: TestWallet

beforeAll(async () => {
  other = await startTestChain()
})
afterAll(() => other.stop())

/** For each test its own: a node that failed rests for a while. */
beforeEach(async () => {
  world = await startWorld({
    rpcUrl: async (chain) => {
      first = await startFaultyNode(chain.url)
      return [first.url, chain.url]
    },
  })
  wallet = await world.openWallet()
  await world.pass(12)
})
afterEach(async () => {
  await world.stop()
  await first.close()
})

const stateOfFirst = () => world.evm.nodes.health()[0]?.state

/** A step may still meet the node before it is known for what it is: then it fails, and the next one does not. */
async function watchUntil(isSo: () => Promise<boolean>): Promise<void> {
  const reached = await becomes(async () => {
    await world.settle().catch(() => null)
    return isSo()
  }, WAIT_MS_MAX)
  expect(reached).toBe(true)
}

async function expectDepositIsSeen(): Promise<void> {
  await world.chain.sendToken('USDC', wallet.address, 5n * USD)
  await world.chain.mine(2)
  await watchUntil(async () => (await world.rows(wallet.companyId)).length > 0)
  const rows = await world.rows(wallet.companyId)
  expect(rows.map(({ amount, orphaned }) => [amount, orphaned])).toEqual([[5n * USD, false]])
  expect(await world.balance('VIRTUAL_BALANCE', wallet.companyId, wallet.walletId)).toBe(5n * USD)
  await world.verify()
}

test('the first node dies: deposits are seen by the second', async () => {
  first.misbehave(async () => HANG_UP)
  await expectDepositIsSeen()
  expect(stateOfFirst()).toBe('DOWN')
})

test('the first node stands still: it is passed over, deposits are seen, and nothing is taken for a reorganisation', async () => {
  const head = BigInt(await world.chain.height())
  const late: Fault = async ({ method, params }, ask) => {
    if (method === 'eth_blockNumber') return `0x${head.toString(16)}`
    const isLater = typeof params[0] === 'string' && params[0].length < 20 && BigInt(params[0]) > head
    return method === 'eth_getBlockByNumber' && isLater ? null : ask()
  }
  first.misbehave(late)
  await world.chain.mine(5)
  await expectDepositIsSeen()
  expect(stateOfFirst()).toBe('LAGGING')
})

test('the first node shows another chain, with deposits that nobody made: none is recorded, none of ours is taken back', async () => {
  await expectDepositIsSeen()
  await world.pass(12)
  await other.sendToken('USDC', wallet.address, 1_000n * USD)
  await other.mine((await world.chain.height()) + 50)
  const before = await world.rows(wallet.companyId)
  first.misbehave(({ method, params }) => callNode(other.url, method, params))
  await watchUntil(async () => stateOfFirst() === 'LYING' || stateOfFirst() === 'DOWN')
  await world.chain.mine(12)
  const height = BigInt(await world.chain.height())
  await watchUntil(
    async () => ((await readCursor(world.database.db, 'POLYGON'))?.finalNumber ?? 0n) > height - 10n,
  )
  expect(await world.rows(wallet.companyId)).toHaveLength(before.length)
  expect(await world.balance('VIRTUAL_BALANCE', wallet.companyId, wallet.walletId)).toBe(5n * USD)
  expect((await world.rows(wallet.companyId)).some(({ orphaned }) => orphaned)).toBe(false)
  await world.verify()
})
