import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readCursor } from '../chains/cursor.ts'
import {
  type Fault,
  type FaultyNode,
  HANG_UP,
  SILENCE,
  startFaultyNode,
} from '../chains/faulty-node.fixture.ts'
import { startWorld, type TestWallet, USD, type World } from './world.fixture.ts'

let world: World
let node: FaultyNode
let wallet: TestWallet

beforeAll(async () => {
  world = await startWorld({
    rpcUrl: async (chain) => {
      node = await startFaultyNode(chain.url)
      return node.url
    },
  })
})
beforeEach(async () => {
  wallet = await world.openWallet()
})
afterAll(async () => {
  await world.stop()
  await node.close()
})

/** Deposits in three blocks are watched by a node with `fault`; afterwards the node behaves. */
async function depositsUnder(fault: Fault): Promise<{ failed: boolean; foundEarly: number }> {
  for (const amount of [2n, 3n, 4n]) {
    await world.chain.sendToken('USDC', wallet.address, amount * USD)
    await world.chain.mine()
  }
  node.misbehave(fault)
  const failed = await world.settle().then(
    () => false,
    () => true,
  )
  const foundEarly = (await world.rows(wallet.companyId)).length
  node.misbehave(null)
  await world.pass(12)
  return { failed, foundEarly }
}

async function expectAllOnce(): Promise<void> {
  expect((await world.rows(wallet.companyId)).map((row) => [row.status, row.amount])).toEqual([
    ['CONFIRMED', 2n * USD],
    ['CONFIRMED', 3n * USD],
    ['CONFIRMED', 4n * USD],
  ])
  expect(await world.balance('VIRTUAL_BALANCE', wallet.companyId, wallet.walletId)).toBe(9n * USD)
  await world.verify()
}

const isFiltered = (params: readonly unknown[]) => (params[0] as { address?: unknown }).address !== undefined

test('a node that errs, hangs up, stays silent or answers null holds the watcher up, and nothing is skipped', async () => {
  const faults: Fault[] = [
    async ({ method }, ask) => {
      if (method === 'eth_getLogs') throw new Error('upstream is busy')
      return ask()
    },
    async ({ method }, ask) => (method === 'eth_getBlockByNumber' ? null : ask()),
    async ({ method }, ask) => (method === 'eth_getBlockByNumber' ? HANG_UP : ask()),
    async ({ method }, ask) => (method === 'eth_getBlockByNumber' ? SILENCE : ask()),
    async ({ method }, ask) => (method === 'eth_getLogs' ? null : ask()),
    async ({ method }, ask) => (method === 'eth_blockNumber' ? 'soon' : ask()),
  ]
  for (const fault of faults) {
    wallet = await world.openWallet()
    expect(await depositsUnder(fault)).toEqual({ failed: true, foundEarly: 0 })
    await expectAllOnce()
  }
})

test('logs that a node withholds are found in the receipts at once, because the header shows that they exist', async () => {
  const withheld: Fault = async ({ method }, ask) => (method === 'eth_getLogs' ? [] : ask())
  expect(await depositsUnder(withheld)).toEqual({ failed: false, foundEarly: 3 })
  await expectAllOnce()
})

test('a block whose logs and receipts both come short is not accepted until they are complete', async () => {
  const withheld: Fault = async ({ method }, ask) => {
    if (method === 'eth_getLogs' || method === 'eth_getBlockReceipts') return []
    return ask()
  }
  expect(await depositsUnder(withheld)).toEqual({ failed: true, foundEarly: 0 })
  await expectAllOnce()
})

test('a single log withheld at the tip, which no header can show, is found in the second pass at finality', async () => {
  const other = await world.openWallet()
  await world.chain.sendToken('USDC', wallet.address, 2n * USD)
  await world.chain.sendToken('USDC', other.address, 3n * USD)
  await world.chain.mine()
  node.misbehave(async ({ method }, ask) => {
    const answer = await ask()
    if (method !== 'eth_getLogs') return answer
    const needle = wallet.address.slice(2).toLowerCase()
    return (answer as { topics: string[] }[]).filter((log) => !log.topics[2]?.endsWith(needle))
  })
  await world.settle()
  expect(await world.rows(other.companyId)).toHaveLength(1)
  expect(await world.rows(wallet.companyId)).toHaveLength(0)
  node.misbehave(null)
  await world.pass(11)
  expect((await world.rows(wallet.companyId)).map((row) => row.status)).toEqual(['CONFIRMED'])
  await world.verify()
})

test('logs of another block than the one that was read are refused', async () => {
  const elsewhere: Fault = async ({ method }, ask) => {
    const answer = await ask()
    if (method !== 'eth_getLogs') return answer
    return (answer as object[]).map((log) => ({ ...log, blockHash: `0x${'ab'.repeat(32)}` }))
  }
  expect(await depositsUnder(elsewhere)).toEqual({ failed: true, foundEarly: 0 })
  await expectAllOnce()
})

test('a node that lags behind, or says it does, is waited for: nothing is taken back', async () => {
  await world.chain.sendToken('USDC', wallet.address, 2n * USD)
  await world.pass(3)
  const cursor = await readCursor(world.database.db, 'POLYGON')
  for (const behind of [1n, 30n, 10_000n]) {
    const head = (cursor?.number ?? 0n) - behind
    node.misbehave(async ({ method }, ask) =>
      method === 'eth_blockNumber' ? `0x${(head > 0n ? head : 0n).toString(16)}` : ask(),
    )
    await world.settle()
    expect((await readCursor(world.database.db, 'POLYGON'))?.number).toBe(cursor?.number)
  }
  node.misbehave(null)
  await world.settle()
  expect((await world.rows(wallet.companyId)).map((row) => row.status)).toEqual(['CONFIRMED'])
})

test('a node that refuses long ranges is asked for shorter ones', async () => {
  await world.chain.sendToken('USDC', wallet.address, 2n * USD)
  await world.chain.mine(40)
  node.misbehave(async ({ method, params }, ask) => {
    const { fromBlock, toBlock } = (params[0] ?? {}) as { fromBlock: string; toBlock: string }
    if (method === 'eth_getLogs' && BigInt(toBlock) - BigInt(fromBlock) >= 10n)
      throw new Error('range too long')
    return ask()
  })
  await world.settle()
  node.misbehave(null)
  expect((await world.rows(wallet.companyId)).map((row) => row.status)).toEqual(['CONFIRMED'])
})

test('listed tokens are found although the node declines the query for unlisted ones', async () => {
  const declining: Fault = async ({ method, params }, ask) => {
    if (method === 'eth_getLogs' && !isFiltered(params)) throw new Error('an address is required')
    return ask()
  }
  expect(await depositsUnder(declining)).toEqual({ failed: false, foundEarly: 3 })
  await expectAllOnce()
})
