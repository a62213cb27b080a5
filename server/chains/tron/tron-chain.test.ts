import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTronTestChain, type TronTestChain } from '../../../tests/harness/tron-chain.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { ChainSetupError, NodeUnavailable } from '../node-errors.ts'
import { assetId, type ChainTransfer } from '../types.ts'
import { addressOfEvm } from './address.ts'
import { HANG_UP, startFaultyTronNode } from './faulty-node.fixture.ts'
import { connectTronChain, type TronChain } from './tron-chain.ts'

let node: TronTestChain
let chain: TronChain
let next = 1
beforeAll(async () => {
  node = await startTronTestChain()
  chain = connectTronChain(node.config)
})
afterAll(() => node.stop())

const freshAddress = () => {
  next += 1
  return addressOfEvm(`0x${next.toString(16).padStart(40, 'b')}`)
}

async function readTo(address: string): Promise<ChainTransfer[]> {
  const { transfers } = await chain.blocks.read({
    from: 1n,
    to: await chain.blocks.head(),
    tokens: [],
    findOurs: async (addresses) => new Set(addresses.filter((one) => one === address)),
  })
  return [...transfers]
}

test('tokens and coin that came to an address are read from its blocks, each once and to the unit', async () => {
  const [receiver, stranger] = [freshAddress(), freshAddress()]
  const usdt = node.token('USDT').address
  const coin = await node.sendCoin(receiver, 2_000_001n)
  const token = await node.sendToken('USDT', receiver, 1_234_567n)
  await node.sendToken('USDT', stranger, 1n)
  await node.mine()
  const number = await chain.blocks.head()
  const block = await chain.blocks.ref(number)
  const place = { blockNumber: number, blockHash: block?.hash }
  expect(await readTo(receiver)).toMatchObject([
    {
      ...place,
      txHash: coin,
      logIndex: -1,
      tokenAddress: chain.config.nativeAddress,
      to: receiver,
      amount: 2_000_001n,
    },
    { ...place, txHash: token, logIndex: 0, tokenAddress: usdt, to: receiver, amount: 1_234_567n },
  ])
  expect(await chain.state.coin(receiver)).toBe(2_000_001n)
  const held = await chain.state.tokens(receiver, [{ chain: 'TRON', address: usdt }])
  expect(held).toEqual(new Map([[assetId('TRON', usdt), 1_234_567n]]))
})

test('blocks of a fork are gone, and what the new branch holds is read', async () => {
  const [kept, dropped] = [freshAddress(), freshAddress()]
  for (const [receiver, keepTransactions] of [
    [kept, true],
    [dropped, false],
  ] as const) {
    await node.sendToken('USDT', receiver, 7n)
    await node.mine()
    const [before] = await readTo(receiver)
    const old = await chain.blocks.ref(before?.blockNumber ?? 0n)
    expect(old?.hash).toBe(before?.blockHash)
    await node.reorg({ depth: 1, keepTransactions })
    await node.mine()
    expect((await chain.blocks.ref(before?.blockNumber ?? 0n))?.hash).not.toBe(old?.hash)
    const after = await readTo(receiver)
    expect(after.map(({ amount }) => amount)).toEqual(keepTransactions ? [7n] : [])
    expect(after[0]?.blockHash).not.toBe(before?.blockHash)
  }
})

test('blocks that are not there are null, none at all is unavailable, and an address without an account holds nothing', async () => {
  const head = await chain.blocks.head()
  expect(await chain.blocks.ref(head + 1n)).toBeNull()
  const beyond = { from: head, to: head + 1n, tokens: [], findOurs: async () => new Set<string>() }
  await expect(chain.blocks.read(beyond)).rejects.toThrow(NodeUnavailable)
  expect(await chain.state.coin(freshAddress())).toBe(0n)
})

test('a range longer than one question is read whole and linked', async () => {
  await node.mine(25)
  const to = await chain.blocks.head()
  const { blocks } = await chain.blocks.read({
    from: to - 24n,
    to,
    tokens: [],
    findOurs: async () => new Set(),
  })
  expect(blocks.map(({ number }) => number)).toEqual(
    Array.from({ length: 25 }, (_, at) => to - 24n + BigInt(at)),
  )
  for (const [index, block] of blocks.entries())
    if (index > 0) expect(block.parentHash).toBe(blocks[index - 1]?.hash)
})

test('a token is known by its contract, and what is none is refused', async () => {
  const usdt = node.token('USDT')
  expect(await chain.state.metadata(usdt.address)).toMatchObject({ symbol: 'USDT', decimals: usdt.decimals })
  const none = await chain.state.metadata(freshAddress())
  expect(isRefusal(none) && none.name).toBe('TOKEN_NOT_ERC20')
})

test('a node of another network stops the start, and one that is away does not pass for it', async () => {
  await chain.checkIdentity()
  const foreign = connectTronChain({ ...node.config, genesis: `${'0'.repeat(16)}${'ab'.repeat(24)}` })
  await expect(foreign.checkIdentity()).rejects.toThrow(ChainSetupError)
  const away = connectTronChain({ ...node.config, rpcUrls: ['http://127.0.0.1:1/secret-key'] })
  const error = await away.checkIdentity().catch((one: Error) => one)
  expect(error).toBeInstanceOf(NodeUnavailable)
  expect(String(error)).not.toContain('secret-key')
})

test('of several nodes the next is asked when one is away', async () => {
  const both = connectTronChain({ ...node.config, rpcUrls: ['http://127.0.0.1:1', node.url] })
  expect(await both.blocks.head()).toBe(await chain.blocks.head())
  expect(both.nodes.health().map(({ name, state }) => [name, state])).toEqual([
    ['127.0.0.1:1', 'DOWN'],
    [new URL(node.url).host, 'UP'],
  ])
})

test('a node of another network among several is not asked', async () => {
  const other = await startFaultyTronNode(node.url)
  other.misbehave(async ({ call }, ask) =>
    call === 'wallet/getblockbynum' ? { blockID: 'ab'.repeat(32) } : ask(),
  )
  const both = connectTronChain({ ...node.config, rpcUrls: [other.url, node.url] })
  await both.checkIdentity()
  expect(both.nodes.health().map(({ state }) => state)).toEqual(['LYING', 'UP'])
  const asked = other.calls.length
  await both.blocks.ref(5n)
  expect(other.calls).toHaveLength(asked)
  const alone = connectTronChain({ ...node.config, rpcUrls: [other.url, other.url] })
  await expect(alone.checkIdentity()).rejects.toThrow(ChainSetupError)
  await other.close()
})

test('every node with a say tells what it has at a height', async () => {
  const late = await startFaultyTronNode(node.url)
  late.misbehave(async ({ call, body }, ask) =>
    call === 'wallet/getblock' && body.id_or_num !== undefined ? {} : ask(),
  )
  const both = connectTronChain({ ...node.config, rpcUrls: [node.url, late.url] })
  const hashes = (await both.blocks.refs?.(5n))?.map((block) => block?.hash ?? null)
  expect(hashes).toEqual([(await chain.blocks.ref(5n))?.hash, null])
  late.misbehave(async () => HANG_UP)
  await expect(both.blocks.refs?.(5n)).rejects.toThrow(NodeUnavailable)
  expect(await both.blocks.refs?.(5n)).toHaveLength(1)
  await late.close()
})

test('what a payment may cost is a sum of coin below the cap', async () => {
  const cost = await chain.paymentCost()
  expect(cost).toBeGreaterThan(1_000_000n)
  expect(cost).toBeLessThanOrEqual(chain.config.maxFeeSun)
  const capped = connectTronChain({ ...node.config, maxFeeSun: 1n })
  expect(await capped.paymentCost()).toBe(1n)
})
