import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { becomes, isAlive, stopProcess } from '../processes.ts'
import { callTron } from '../tron/call.ts'
import { type SandboxChain, startSandboxChain } from './sandbox-chain.ts'
import { CHAIN_SPECS } from './specs.ts'

const RECEIVER = 'TUEZSdKsoDHQMeZwihtdoBiN46zxhGWYdH'
let folder: string
let running: SandboxChain[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-tron-'))
})
afterEach(async () => {
  for (const chain of running) await stopProcess(chain.pid, 'SIGKILL', 5_000)
  running = []
  await rm(folder, { recursive: true, force: true })
})

async function start(): Promise<SandboxChain> {
  const spec = CHAIN_SPECS.find(({ family }) => family === 'TRON')
  if (spec === undefined) throw new Error('no TRON')
  const chain = await startSandboxChain(spec, folder)
  running.push(chain)
  return chain
}

async function pay(chain: SandboxChain, units: bigint): Promise<string> {
  const id = await chain.give({ to: RECEIVER, units, token: null })
  expect(await becomes(async () => (await info(chain, id)).id === id, 50_000)).toBe(true)
  return id
}

const info = (chain: SandboxChain, id: string) =>
  callTron(chain.url, '/wallet/gettransactioninfobyid', { value: id })

async function balance(chain: SandboxChain): Promise<unknown> {
  const account = await callTron(chain.url, '/wallet/getaccount', { address: RECEIVER, visible: true })
  return account.balance ?? 0
}

test('a new Tron chain makes a block a second, has USDT, and can reorganise 64 blocks at once', async () => {
  const chain = await start()
  expect(chain.found).toBe('new')
  expect(chain.tokens.map(({ symbol, decimals }) => [symbol, decimals])).toEqual([['USDT', 6]])
  const height = await chain.local.height(chain.url)
  expect(await becomes(async () => (await chain.local.height(chain.url)) >= height + 2, 3_500)).toBe(true)
  const id = await pay(chain, 7n)
  expect(await chain.reorgDepthMax()).toBe(64)
  await chain.reorg({ depth: 64, keepTransactions: false })
  expect(await info(chain, id)).toEqual({})
  expect(await becomes(async () => (await chain.local.height(chain.url)) >= height + 5, 4_000)).toBe(true)
})

test('a running Tron chain outlives its starter and is adopted, with everything since its last dump', async () => {
  const first = await start()
  await pay(first, 7n)
  const second = await start()
  expect([second.found, second.pid, second.url]).toEqual(['running', first.pid, first.url])
  expect(await balance(second)).toBe(7)
})

test('a stopped Tron chain goes on where it stopped, can still reorganise, and leaves no process', async () => {
  const first = await start()
  await pay(first, 7n)
  const height = await first.local.height(first.url)
  await first.stop()
  expect(isAlive(first.pid)).toBe(false)
  const second = await start()
  expect(second.found).toBe('stopped')
  expect(await balance(second)).toBe(7)
  expect(await second.local.height(second.url)).toBeGreaterThanOrEqual(height)
  await second.reorg({ depth: 64, keepTransactions: false })
  expect(await balance(second)).toBe(0)
})

test('a killed Tron chain goes on from its last dump, on its old port, and says so', async () => {
  const first = await start()
  await pay(first, 7n)
  await first.save()
  await pay(first, 5n)
  await stopProcess(first.pid, 'SIGKILL', 5_000)
  const second = await start()
  expect(second.found).toBe('restored')
  expect(second.dump?.height).toBeGreaterThan(64)
  expect(await balance(second)).toBe(7)
  expect(second.url).toBe(first.url)
})
