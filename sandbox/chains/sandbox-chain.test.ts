import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { becomes, isAlive, stopProcess } from '../processes.ts'
import { callNode, readHeight } from './rpc.ts'
import { type SandboxChain, startSandboxChain } from './sandbox-chain.ts'
import { CHAIN_SPECS, type ChainSpec } from './specs.ts'
import { sendFrom, TOOLS_ADDRESS } from './tokens.ts'

const RECEIVER = '0x000000000000000000000000000000000000bEEF'
let folder: string
let spec: ChainSpec

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-chain-'))
  const [, bsc] = CHAIN_SPECS
  if (bsc === undefined) throw new Error('no BSC')
  spec = bsc
})

let running: SandboxChain[] = []
afterEach(async () => {
  for (const chain of running) await stopProcess(chain.pid, 'SIGKILL', 5_000)
  running = []
  await rm(folder, { recursive: true, force: true })
})

async function start(): Promise<SandboxChain> {
  const chain = await startSandboxChain(spec, folder)
  running.push(chain)
  return chain
}

async function pay(chain: SandboxChain, wei: bigint): Promise<void> {
  const hash = await sendFrom(chain.url, TOOLS_ADDRESS, { to: RECEIVER, value: wei })
  const mined = await becomes(
    async () => (await callNode(chain.url, 'eth_getTransactionReceipt', [hash])) !== null,
    5_000,
  )
  expect(mined).toBe(true)
}

async function balance(chain: SandboxChain): Promise<bigint> {
  return BigInt(String(await callNode(chain.url, 'eth_getBalance', [RECEIVER, 'latest'])))
}

test('a new chain mines a block a second, has the tokens of the real one, and can reorganise 64 blocks at once', async () => {
  const chain = await start()
  expect(chain.found).toBe('new')
  expect(chain.tokens.map(({ symbol, decimals }) => [symbol, decimals])).toEqual([
    ['USDC', 18],
    ['BUSD', 18],
    ['BSC-USD', 18],
  ])
  const height = await readHeight(chain.url)
  expect(await becomes(async () => (await readHeight(chain.url)) >= height + 2, 3_500)).toBe(true)
  await chain.reorg({ depth: await chain.reorgDepthMax(), keepTransactions: false })
  expect(await callNode(chain.url, 'eth_getCode', [chain.tokens[0]?.address, 'latest'])).not.toBe('0x')
  expect(await becomes(async () => (await readHeight(chain.url)) >= height + 4, 4_000)).toBe(true)
})

test('a running chain is adopted, with everything since its last dump', async () => {
  const first = await start()
  await pay(first, 7n)
  const second = await start()
  expect([second.found, second.pid, second.url]).toEqual(['running', first.pid, first.url])
  expect(await balance(second)).toBe(7n)
})

test('a stopped chain goes on where it stopped, and leaves no process', async () => {
  const first = await start()
  await pay(first, 7n)
  const height = await readHeight(first.url)
  await first.stop()
  expect(isAlive(first.pid)).toBe(false)
  const second = await start()
  expect(second.found).toBe('stopped')
  expect(await balance(second)).toBe(7n)
  expect(await readHeight(second.url)).toBeGreaterThanOrEqual(height)
  expect(await second.reorgDepthMax()).toBeLessThan(5)
})

test('a killed chain goes on from its last dump, on its old port, and says so', async () => {
  const first = await start()
  await pay(first, 7n)
  await first.save()
  await pay(first, 5n)
  await stopProcess(first.pid, 'SIGKILL', 5_000)
  const second = await start()
  expect(second.found).toBe('restored')
  expect(second.dump?.height).toBeGreaterThan(64)
  expect(await balance(second)).toBe(7n)
  expect(second.url).toBe(first.url)
})

test('a killed chain whose port another took goes on at a free one', async () => {
  const first = await start()
  await stopProcess(first.pid, 'SIGKILL', 5_000)
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(Number(new URL(first.url).port), '127.0.0.1', resolve))
  try {
    const second = await start()
    expect(second.url).not.toBe(first.url)
    expect(await readHeight(second.url)).toBeGreaterThan(64)
  } finally {
    other.close()
  }
})

test('a chain that had been killed before its starter stopped says so at the next start', async () => {
  const first = await start()
  await stopProcess(first.pid, 'SIGKILL', 5_000)
  await first.stop()
  expect((await start()).found).toBe('restored')
})
