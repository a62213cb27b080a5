import { afterAll, beforeAll, expect, test } from 'vitest'
import { becomes } from '../../sandbox/processes.ts'
import { type FaultyNode, startFaultyNode } from '../chains/faulty-node.fixture.ts'
import { type CoinWorld, startCoinWorld } from './coin-world.fixture.ts'

const COIN = 10n ** 18n
const WAIT_MS_MAX = 10_000

let world: CoinWorld
let counted: FaultyNode
const asked = new Map<string, number>()
beforeAll(async () => {
  world = await startCoinWorld(async (chain) => {
    counted = await startFaultyNode(chain.url)
    return [counted.url]
  })
  counted.misbehave(async ({ method }, ask) => {
    asked.set(method, (asked.get(method) ?? 0) + 1)
    return ask()
  })
})
afterAll(async () => {
  await world.stop()
  await counted.close()
})

test('a round over 1,100 wallets asks three questions, and some more for the one whose coin has changed', async () => {
  const wallets = await world.openWallets(1_100)
  const last = wallets.toSorted((a, b) => (a.id < b.id ? -1 : 1)).at(-1)
  if (last === undefined) throw new Error('there are wallets')
  await world.chain.disperseCoin([{ to: last.address, amount: COIN }])
  await world.pass(10)
  asked.clear()
  const loop = world.startLoop()
  const isRecorded = await becomes(async () => (await world.deposits(last)).length === 1, WAIT_MS_MAX)
  await loop.stop()
  expect(isRecorded).toBe(true)
  expect(Object.fromEntries(asked)).toEqual({
    eth_call: 3,
    eth_getBalance: 1,
    eth_getTransactionCount: 1,
    eth_getBlockByNumber: 2,
  })
})

test('a wallet that cannot be compared does not hold up those after it', async () => {
  const wallets = await world.openWallets(3)
  await world.chain.disperseCoin(wallets.map(({ address }) => ({ to: address, amount: COIN })))
  await world.pass(10)
  const [first, ...others] = wallets.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  counted.misbehave(async ({ method, params }, ask) => {
    if (method === 'eth_getBalance' && String(params[0]).toLowerCase() === first?.address.toLowerCase())
      throw new Error('no such state')
    return ask()
  })
  const loop = world.startLoop()
  const recorded = async () =>
    (await Promise.all(others.map(world.deposits))).every(({ length }) => length === 1)
  const isRecorded = await becomes(recorded, WAIT_MS_MAX)
  await loop.stop()
  expect(isRecorded).toBe(true)
})
