import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { propertySeed } from '../../tests/harness/seed.ts'
import { TRANSFER_TOPIC } from '../chains/evm/transfer-logs.ts'
import { newId } from '../kernel/ids.ts'
import type { Deposit } from './types.ts'
import { startWorld, type TestWallet, USD, type World } from './world.fixture.ts'

const RUNS = 20
const WALLETS = 3
/** The holding wallet, among those that are paid to. */
const HOLDING = WALLETS
/** Below finality in the sandbox (10), so everything must follow the chain. */
const DEPTH_MAX = 6

const actionArbitrary = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('deposit' as const),
      wallet: fc.nat(HOLDING),
      units: fc.oneof(fc.integer({ min: 1, max: 600_000 }), fc.integer({ min: 600_000, max: 3_000_000 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('disperse' as const),
      wallets: fc.array(fc.nat(HOLDING), { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('mine' as const), blocks: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('sweep' as const), wallet: fc.nat(WALLETS - 1) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('reorg' as const),
      depth: fc.integer({ min: 1, max: DEPTH_MAX }),
      keep: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('watch' as const, 'advance' as const, 'settle' as const, 'settle' as const),
    }),
  },
)
type Action = typeof actionArbitrary extends fc.Arbitrary<infer A> ? A : never

let world: World
/** Of all runs: they share the chain. */
let newestSweep = 0

describe.each([
  ['what goes to holding is the company’s own', false],
  ['what goes to holding is a deposit', true],
])('%s', (_, holdingTakesDeposits) => {
  beforeAll(async () => {
    newestSweep = 0
    world = await startWorld({ holdingTakesDeposits })
    await world.chain.mine(20)
  })
  afterAll(() => world.stop())

  test('whatever is deposited, swept and reorganised in whatever order, rows and books end as the canonical chain says', async () => {
    const seed = propertySeed('deposits against the canonical chain')
    const actions = fc.array(actionArbitrary, { minLength: 10, maxLength: 40 })
    await fc.assert(fc.asyncProperty(actions, runAndCompare), { numRuns: RUNS, seed, endOnFailure: true })
  })
})

async function runAndCompare(actions: readonly Action[]): Promise<void> {
  const companyId = newId()
  const wallets = await Promise.all(Array.from({ length: WALLETS }, () => world.openWallet(companyId)))
  const holding = await world.openHolding(companyId)
  const run = runner(wallets, holding)
  for (const action of actions) await run(action)
  await world.pass(2)
  await compare(companyId, wallets, holding)
}

function runner(wallets: readonly TestWallet[], holding: TestWallet) {
  const { chain } = world
  const walletAt = (index: number) => wallets[index] ?? holding
  return async (action: Action): Promise<void> => {
    switch (action.kind) {
      case 'deposit':
        await chain.sendToken('USDC', walletAt(action.wallet).address, BigInt(action.units))
        return
      case 'disperse':
        await chain.disperse(
          'USDC',
          action.wallets.map((index) => ({ to: walletAt(index).address, amount: USD })),
        )
        return
      case 'mine':
        await chain.mine(action.blocks)
        return
      case 'sweep':
        await world.sweep(walletAt(action.wallet), holding)
        await chain.mine()
        newestSweep = await chain.height()
        return
      case 'reorg':
        // First what waits is mined: dropped blocks leave later nonces of the faucet waiting for ever.
        await chain.mine()
        // The chain cannot mine an impersonated transaction again: those are dropped.
        await reorgUnlessEmpty(
          action.depth,
          action.keep && (await chain.height()) - action.depth >= newestSweep,
        )
        return
      case 'watch':
        await world.watch()
        return
      case 'advance':
        await world.advance()
        return
      case 'settle':
        await world.pass(1)
        return
    }
  }
}

/** Empty blocks are replaced by the same empty blocks, which the tool takes for a failure. */
async function reorgUnlessEmpty(depth: number, keepTransactions: boolean): Promise<void> {
  await world.chain.reorg({ depth, keepTransactions }).catch((error: Error) => {
    if (error.message !== 'the chain did not reorganise') throw error
  })
}

async function compare(
  companyId: string,
  wallets: readonly TestWallet[],
  holding: TestWallet,
): Promise<void> {
  const { chain } = world
  const rows = await world.rows(companyId)
  const live = rows.filter((row) => row.status !== 'REVERTED')
  const onChain: string[] = []
  const takers = world.product.holdingTakesDeposits ? [...wallets, holding] : wallets
  const own = new Set(wallets.map(({ address }) => address.toLowerCase()))
  for (const wallet of takers) onChain.push(...(await canonicalLogs(wallet.address, own)))
  expect(live.map(nameOf).toSorted()).toEqual(onChain.toSorted())

  expect(await world.balance('HOLDING', companyId)).toBe(await chain.tokenBalance('USDC', holding.address))
  let unswept = 0n
  for (const wallet of takers) {
    if (wallet !== holding) unswept += await chain.tokenBalance('USDC', wallet.address)
    const own = live.filter((row) => row.address === wallet.address)
    const credited = own.filter((row) => row.status === 'CONFIRMED' || row.status === 'FINALIZED')
    const small = own.filter((row) => row.status === 'BELOW_MINIMUM')
    expect(credited.length + small.length).toBe(own.length)
    expect(await world.balance('VIRTUAL_BALANCE', companyId, wallet.walletId)).toBe(sum(credited))
    expect(sum(small)).toBeLessThan(USD)
  }
  expect(await world.balance('UNSWEPT', companyId)).toBe(unswept)
  const credits = world.product.told.filter((line) => line.startsWith('credited'))
  expect(new Set(credits).size).toBe(credits.length)
  await world.verify()
}

/** Transfers to an address, but the sweeps among them. */
async function canonicalLogs(address: string, senders: ReadonlySet<string>): Promise<string[]> {
  const to = `0x${address.slice(2).toLowerCase().padStart(64, '0')}`
  const filter = {
    fromBlock: '0x0',
    toBlock: 'latest',
    address: world.chain.token('USDC').address,
    topics: [TRANSFER_TOPIC, null, to],
  }
  const logs = (await world.chain.rpc('eth_getLogs', [filter])) as (Record<string, string> & {
    topics: string[]
  })[]
  const fromOutside = logs.filter(({ topics }) => !senders.has(`0x${topics[1]?.slice(-40)}`))
  return fromOutside.map((log) => `${log.blockHash}:${log.transactionHash}:${Number(log.logIndex)}`)
}

const nameOf = (row: Deposit) => `${row.block_hash}:${row.tx_hash}:${row.log_index}`
const sum = (rows: readonly Deposit[]) => rows.reduce((total, row) => total + row.amount, 0n)
