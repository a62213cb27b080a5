import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FaultyNode, startFaultyNode } from '../chains/faulty-node.fixture.ts'
import { type CoinWallet, type CoinWorld, FINAL, startCoinWorld } from './coin-world.fixture.ts'

const COIN = 10n ** 18n

let world: CoinWorld
/** The second of two nodes. */
let second: FaultyNode
beforeAll(async () => {
  world = await startCoinWorld(async (chain) => {
    second = await startFaultyNode(chain.url)
    return [chain.url, second.url]
  })
})
afterAll(async () => {
  await world.stop()
  await second.close()
})

const hide = (wallet: CoinWallet, amount: bigint) =>
  world.chain.disperseCoin([{ to: wallet.address, amount }])
const amounts = async (wallet: CoinWallet) => (await world.deposits(wallet)).map(({ amount }) => amount)
/** As often as a loop might. */
async function compareOften(wallet: CoinWallet, times = 3) {
  for (let time = 0; time < times; time += 1) {
    await world.pass(1)
    await world.compare(wallet)
  }
}

describe('coin that no transaction shows', () => {
  test('is recorded once, with the name of the block for a hash, and is final at once', async () => {
    const wallet = await world.openWallet()
    await hide(wallet, 3n * COIN)
    await world.pass()
    await compareOften(wallet)
    const [deposit, ...others] = await world.deposits(wallet)
    expect(others).toEqual([])
    expect(deposit).toMatchObject({
      amount: 3n * COIN,
      status: 'FINALIZED',
      credited: true,
      from_address: null,
      operation_id: deposit?.tx_hash,
      tx_hash: `block:${deposit?.block_hash}:${wallet.address}`,
      log_index: -2,
    })
    await hide(wallet, 5n * COIN)
    await world.pass()
    await compareOften(wallet)
    expect(await amounts(wallet)).toEqual([3n * COIN, 5n * COIN])
    expect((await world.row(wallet)).coin_units).toBe(await world.coinOf(wallet))
  })

  test('is not counted before its block is final: one that leaves the chain leaves nothing', async () => {
    const wallet = await world.openWallet()
    await hide(wallet, 3n * COIN)
    await world.pass(FINAL - 1)
    await world.compare(wallet)
    expect(await amounts(wallet)).toEqual([])
    await world.chain.reorg({ depth: FINAL - 1, keepTransactions: false })
    await world.pass()
    await compareOften(wallet)
    expect(await amounts(wallet)).toEqual([])
    expect(await world.coinOf(wallet)).toBe(0n)
  })

  test('is told apart from a deposit that a transaction shows, in the same block', async () => {
    const wallet = await world.openWallet()
    await hide(wallet, 3n * COIN)
    const shown = await world.chain.sendCoin(wallet.address, 2n * COIN)
    await world.pass()
    await compareOften(wallet)
    expect((await world.deposits(wallet)).map(({ tx_hash, amount }) => [tx_hash, amount])).toEqual([
      [shown, 2n * COIN],
      [expect.stringMatching(/^block:/), 3n * COIN],
    ])
  })
})

describe('what the platform and the wallet themselves do is no deposit', () => {
  const transfer = (to: string, amount: bigint) =>
    ({ kind: 'native_transfer', to, amount: String(amount) }) as const

  test('the coin and the fee of a transfer, when its end is known late; hidden coin of the same span is', async () => {
    const wallet = await world.openWallet()
    await world.chain.sendCoin(wallet.address, 10n * COIN)
    await world.pass()
    await world.compare(wallet)
    const intent = transfer(world.gasAddress, 4n * COIN)
    const id = await world.sent(wallet, { purpose: 'treasury_transfer', intent, nonce: 0n })
    const hash = await world.pay(wallet.address, intent.to, 4n * COIN)
    await hide(wallet, 4n * COIN)
    await world.pass()
    await compareOften(wallet)
    expect(await amounts(wallet)).toEqual([10n * COIN])
    await world.settle(wallet, id, hash)
    await compareOften(wallet)
    expect(await amounts(wallet)).toEqual([10n * COIN, 4n * COIN])
    expect((await world.row(wallet)).coin_units).toBe(await world.coinOf(wallet))
  })

  test('gas, although nobody has seen it mined yet', async () => {
    const wallet = await world.openWallet()
    const intent = transfer(wallet.address, COIN)
    const id = await world.sent(wallet, { purpose: 'treasury_gas', intent, nonce: 0n })
    const hash = await world.pay(world.gasAddress, wallet.address, COIN)
    await world.pass()
    await compareOften(wallet)
    expect(await amounts(wallet)).toEqual([])
    await world.settle(wallet, id, hash)
    await compareOften(wallet)
    expect(await amounts(wallet)).toEqual([])
    expect((await world.row(wallet)).coin_units).toBe(COIN)
  })

  test('what the wallet paid before counts when a transfer of another wallet is still open', async () => {
    const [wallet, other] = await world.openWallets(2)
    if (wallet === undefined || other === undefined) throw new Error('two were asked for')
    await world.sent(other, { purpose: 'treasury_transfer', intent: transfer(wallet.address, 1n), nonce: 0n })
    await hide(wallet, COIN)
    await world.pass()
    await world.compare(wallet)
    expect(await amounts(wallet)).toEqual([COIN])
  })

  test('a key used elsewhere: so much coin goes unnoticed later, and never more than came is recorded', async () => {
    const wallet = await world.openWallet()
    await world.chain.sendCoin(wallet.address, 10n * COIN)
    await world.pass()
    await world.compare(wallet)
    await world.pay(wallet.address, world.gasAddress, 4n * COIN)
    await world.pass()
    await compareOften(wallet)
    await hide(wallet, 5n * COIN)
    await world.pass()
    await compareOften(wallet)
    const [, hidden, ...others] = await amounts(wallet)
    expect(others).toEqual([])
    // The fee of what was sent elsewhere is lacking too.
    expect(hidden).toBeLessThan(COIN)
    expect(hidden).toBeGreaterThan(COIN - COIN / 1000n)
  })
})

test('killed in the commit it leaves nothing behind, and of two nodes at once one records it', async () => {
  const wallet = await world.openWallet()
  await hide(wallet, 3n * COIN)
  await world.pass()
  const { sink } = world.deps
  const dying = {
    ...sink,
    async record(...told: Parameters<typeof sink.record>) {
      await sink.record(...told)
      throw new Error('killed')
    },
  }
  await expect(world.compare(wallet, { sink: dying })).rejects.toThrow('killed')
  expect(await amounts(wallet)).toEqual([])
  await Promise.all([world.compare(wallet), world.compare(wallet), world.compare(wallet)])
  expect(await amounts(wallet)).toEqual([3n * COIN])
})

test('a node that compares at an older block than another one did records nothing', async () => {
  const wallet = await world.openWallet()
  await hide(wallet, 3n * COIN)
  await world.pass()
  const [block, seen] = [await world.newestFinal(), await world.row(wallet)]
  await world.pass()
  await world.compare(wallet)
  await world.compare(wallet, { block, seen })
  expect(await amounts(wallet)).toEqual([3n * COIN])
})

test('while the watcher has not read so far nothing is compared: what it will find is no hidden coin', async () => {
  const wallet = await world.openWallet()
  const shown = await world.chain.sendCoin(wallet.address, 2n * COIN)
  await world.chain.mine(FINAL)
  await world.compare(wallet)
  expect(await amounts(wallet)).toEqual([])
  await world.pass(1)
  await compareOften(wallet)
  expect((await world.deposits(wallet)).map(({ tx_hash }) => tx_hash)).toEqual([shown])
})

test('when final blocks leave the chain nothing is credited twice, and what comes later is still noticed', async () => {
  const wallet = await world.openWallet()
  const shown = await world.chain.sendCoin(wallet.address, 2n * COIN)
  await hide(wallet, 3n * COIN)
  await world.pass()
  await world.compare(wallet)
  expect(await amounts(wallet)).toEqual([2n * COIN, 3n * COIN])
  await world.chain.reorg({ depth: FINAL + 2, keepTransactions: true })
  await world.pass()
  await compareOften(wallet)
  expect((await world.deposits(wallet)).map(({ tx_hash, disputed }) => [tx_hash, disputed])).toEqual([
    [shown, false],
    [expect.stringMatching(/^block:/), true],
  ])
  await hide(wallet, 7n * COIN)
  await world.chain.sendCoin(wallet.address, COIN)
  await world.pass()
  await compareOften(wallet)
  expect((await amounts(wallet)).sort()).toEqual([COIN, 2n * COIN, 3n * COIN, 7n * COIN].sort())
})

test('nodes that do not agree on the coin: nothing is recorded until they do', async () => {
  const wallet = await world.openWallet()
  await hide(wallet, 3n * COIN)
  await world.pass()
  second.misbehave(async ({ method }, ask) => (method === 'eth_getBalance' ? '0x1' : ask()))
  await expect(world.compare(wallet)).rejects.toThrow('do not agree')
  expect(await amounts(wallet)).toEqual([])
  second.misbehave(null)
  await world.compare(wallet)
  expect(await amounts(wallet)).toEqual([3n * COIN])
})
