import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeFunctionData, erc20Abi } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KeyIdentity } from '../../server/kernel/http/authenticate.ts'
import { ADMIN, startTestServer, type TestServer } from '../../tests/harness/http-server.ts'
import { callNode, callNodeForText } from '../chains/rpc.ts'
import { type SandboxChain, startSandboxChain } from '../chains/sandbox-chain.ts'
import { CHAIN_SPECS } from '../chains/specs.ts'
import { openSandboxClock, type SandboxClock } from '../clock.ts'
import { becomes, stopProcess } from '../processes.ts'
import { callTron } from '../tron/call.ts'
import { USDT } from '../tron/genesis-block.ts'
import { sandboxRoutes } from './routes.ts'

const RECEIVER = '0x000000000000000000000000000000000000bEEF'
let folder: string
let chains: SandboxChain[]
let clock: SandboxClock
let server: TestServer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-routes-'))
  chains = await Promise.all(CHAIN_SPECS.map((spec) => startSandboxChain(spec, folder)))
  clock = openSandboxClock(join(folder, 'clock.json'))
  server = await startTestServer({
    routes: sandboxRoutes({ chains, clock }),
    config: { profile: 'sandbox' },
    keys: { 'cards-2': withCards(2), 'cards-1': withCards(1) },
  })
})
afterAll(async () => {
  await server.close()
  for (const { pid } of chains) await stopProcess(pid, 'SIGKILL', 5_000)
  await rm(folder, { recursive: true, force: true })
})

function withCards(level: 1 | 2): KeyIdentity {
  return { ...ADMIN, levels: { treasury: 0, virtual_wallets: 0, cards: level, management: 0 } }
}

interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: what a call answers is what its test asserts
  readonly json: any
}

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return server.call('POST', path, { body, headers })
}

function chainOf(name: string): SandboxChain {
  const found = chains.find(({ spec }) => spec.name === name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}

/** Of the chain's first default token. */
async function tokenBalance(name: string, index = 0): Promise<bigint> {
  const { url, tokens } = chainOf(name)
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'balanceOf', args: [RECEIVER] })
  return BigInt(await callNodeForText(url, 'eth_call', [{ to: tokens[index]?.address, data }, 'latest']))
}

async function mined(name: string, hash: string): Promise<boolean> {
  const { url } = chainOf(name)
  return becomes(async () => (await callNode(url, 'eth_getTransactionReceipt', [hash])) !== null, 5_000)
}

describe('the faucet', () => {
  test('sends the first default token in whole tokens, exactly, whatever its decimals', async () => {
    for (const [blockchain, amount, units] of [
      ['polygon', 12.345678, 12_345_678n],
      ['BNB', '0.000000000000000001', 1n],
    ] as const) {
      const name = blockchain === 'BNB' ? 'BSC' : 'POLYGON'
      const { status, json } = await post('/sandbox/faucet', {
        blockchain,
        to_address: RECEIVER.toLowerCase(),
        amount,
      })
      expect(status).toBe(201)
      expect(await mined(name, json.transaction_hash)).toBe(true)
      expect(await tokenBalance(name)).toBe(units)
    }
  })

  test('sends any default token, and coin', async () => {
    const [, usdt] = chainOf('POLYGON').tokens
    const base = { blockchain: 'POLYGON', to_address: RECEIVER }
    const token = await post('/sandbox/faucet', { ...base, amount: 3, token_address: usdt?.address })
    const coin = await post('/sandbox/faucet', { ...base, amount: 1.5, token_address: 'native' })
    expect(await mined('POLYGON', token.json.transaction_hash)).toBe(true)
    expect(await mined('POLYGON', coin.json.transaction_hash)).toBe(true)
    expect(await tokenBalance('POLYGON', 1)).toBe(3_000_000n)
    const { url } = chainOf('POLYGON')
    expect(BigInt(await callNodeForText(url, 'eth_getBalance', [RECEIVER, 'latest']))).toBe(15n * 10n ** 17n)
  })

  test('sends USDT and TRX on TRON', async () => {
    const to = 'TUEZSdKsoDHQMeZwihtdoBiN46zxhGWYdH'
    const { url } = chainOf('TRON')
    const info = (id: string) => callTron(url, '/wallet/gettransactioninfobyid', { value: id })
    for (const [token, amount] of [
      [undefined, 3.5],
      ['native', '0.000001'],
    ]) {
      const body = { blockchain: 'tron', to_address: to, amount, token_address: token }
      const { status, json } = await post('/sandbox/faucet', body)
      expect(status).toBe(201)
      expect(await becomes(async () => (await info(json.transaction_hash)).id !== undefined, 5_000)).toBe(
        true,
      )
    }
    expect(await callTron(url, '/wallet/getaccount', { address: to, visible: true })).toMatchObject({
      balance: 1,
    })
  })

  test.each([
    ['hex', '41a614f803b6fd780986a42c78ec9c7f77e6ded13c'],
    ['an EVM address', RECEIVER],
    ['a wrong checksum', 'TUEZSdKsoDHQMeZwihtdoBiN46zxhGWYdJ'],
    ['a contract that takes no coin', USDT.address],
  ])('refuses %s on TRON', async (_what, to_address) => {
    const body = { blockchain: 'TRON', to_address, amount: 1, token_address: 'native' }
    expect(await post('/sandbox/faucet', body)).toMatchObject({ status: 412, json: { code: 'VAL' } })
  })

  test('sends once for one idempotency key', async () => {
    const body = { blockchain: 'POLYGON', to_address: RECEIVER, amount: 1 }
    const first = await post('/sandbox/faucet', body, { 'idempotency-key': 'once' })
    const second = await post('/sandbox/faucet', body, { 'idempotency-key': 'once' })
    expect(second.json).toEqual(first.json)
  })

  test.each([
    ['an unknown chain', { blockchain: 'SOLANA' }, 400, 'VALUE_NOT_ALLOWED'],
    ['no chain', { blockchain: undefined }, 400, 'BAD_REQUEST'],
    ['no address', { to_address: 'somebody' }, 412, 'VAL'],
    ['an address with a wrong checksum', { to_address: RECEIVER.replace('bEEF', 'Beef') }, 412, 'VAL'],
    ['nothing', { amount: 0 }, 412, 'VAL'],
    ['a negative amount', { amount: -1 }, 412, 'VAL'],
    ['more decimals than the token has', { amount: '0.0000001' }, 412, 'VAL'],
    ['a word', { amount: 'much' }, 400, 'BAD_REQUEST'],
    ['more than there is', { amount: 1e15 }, 412, 'VAL'],
    ['a token of nobody', { token_address: RECEIVER }, 412, 'VAL'],
  ])('refuses %s', async (_what, change, status, code) => {
    const body = { blockchain: 'POLYGON', to_address: RECEIVER, amount: 1, ...change }
    expect(await post('/sandbox/faucet', body)).toMatchObject({ status, json: { code } })
  })
})

describe('a chain', () => {
  test('mines as many blocks as asked, one when nothing is said', async () => {
    const first = (await post('/sandbox/chains/bsc/mine', { blocks: 5 })).json.block_number
    const { status, json } = await post('/sandbox/chains/BSC/mine', {})
    expect(status).toBe(201)
    expect(json.block_number).toBeGreaterThan(first)
  })

  test('reorganises, and goes on mining a block a second', async () => {
    const { json } = await post('/sandbox/faucet', { blockchain: 'BSC', to_address: RECEIVER, amount: 2 })
    expect(await mined('BSC', json.transaction_hash)).toBe(true)
    const dropped = await post('/sandbox/chains/BSC/reorg', { depth: 4 })
    expect(dropped.status).toBe(201)
    expect(await callNode(chainOf('BSC').url, 'eth_getTransactionByHash', [json.transaction_hash])).toBeNull()
    const height = async () => Number(await callNode(chainOf('BSC').url, 'eth_blockNumber', []))
    expect(await becomes(async () => (await height()) > dropped.json.block_number + 1, 4_000)).toBe(true)
  })

  test('of TRON mines, and reorganises a payment away', async () => {
    const { json } = await post('/sandbox/faucet', {
      blockchain: 'TRON',
      to_address: 'TUEZSdKsoDHQMeZwihtdoBiN46zxhGWYdH',
      amount: 2,
    })
    expect((await post('/sandbox/chains/TRON/mine', { blocks: 2 })).status).toBe(201)
    expect((await post('/sandbox/chains/TRON/reorg', { depth: 10 })).status).toBe(201)
    const value = { value: json.transaction_hash }
    expect(await callTron(chainOf('TRON').url, '/wallet/gettransactioninfobyid', value)).toEqual({})
  })

  test.each([
    ['/sandbox/chains/SOLANA/mine', {}, 400, 'VALUE_NOT_ALLOWED'],
    ['/sandbox/chains/BSC/mine', { blocks: 0 }, 400, 'BAD_REQUEST'],
    ['/sandbox/chains/BSC/mine', { blocks: 1.5 }, 400, 'BAD_REQUEST'],
    ['/sandbox/chains/SOLANA/reorg', { depth: 1 }, 400, 'VALUE_NOT_ALLOWED'],
    ['/sandbox/chains/BSC/reorg', {}, 400, 'BAD_REQUEST'],
    ['/sandbox/chains/BSC/reorg', { depth: 65 }, 400, 'BAD_REQUEST'],
    ['/sandbox/chains/BSC/reorg', { depth: 1, keep_transactions: 'perhaps' }, 400, 'BAD_REQUEST'],
  ])('refuses %s with %j', async (path, body, status, code) => {
    expect(await post(path, body)).toMatchObject({ status, json: { code } })
  })
})

describe('the clock', () => {
  test('moves forward for all that comes after', async () => {
    const before = clock.now().getTime()
    const { status, json } = await post('/sandbox/clock', { advance_seconds: 3600 })
    expect(status).toBe(201)
    expect(new Date(json.now).getTime()).toBeGreaterThanOrEqual(before + 3_600_000)
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(before + 3_600_000)
  })

  test.each([
    {},
    { advance_seconds: 0 },
    { advance_seconds: -5 },
    { advance_seconds: 'soon' },
    { advance_seconds: 1e12 },
  ])('refuses %j', async (body) => {
    expect(await post('/sandbox/clock', body)).toMatchObject({ status: 400, json: { code: 'BAD_REQUEST' } })
  })
})

test('level 2 of cards opens them as well, level 1 does not', async () => {
  const body = { advance_seconds: 1 }
  const answers = await Promise.all(
    ['cards-2', 'cards-1'].map((key) => server.call('POST', '/sandbox/clock', { body, key })),
  )
  expect(answers.map(({ status }) => status)).toEqual([201, 401])
})

test('in production these calls do not exist', async () => {
  const production = await startTestServer({
    routes: sandboxRoutes({ chains, clock }),
    config: { profile: 'production' },
  })
  try {
    const { status } = await production.call('POST', '/sandbox/clock', { body: { advance_seconds: 1 } })
    expect(status).toBe(404)
  } finally {
    await production.close()
  }
})

test('what was sent can be looked up as the node tells it, and what was not is not found', async () => {
  const look = (chain: string, hash: string) =>
    server.call('GET', `/sandbox/chains/${chain}/transactions/${hash}`)
  for (const [blockchain, to] of [
    ['POLYGON', RECEIVER],
    ['TRON', 'TUEZSdKsoDHQMeZwihtdoBiN46zxhGWYdH'],
  ] as const) {
    const { json } = await post('/sandbox/faucet', { blockchain, to_address: to, amount: 1 })
    const hash: string = json.transaction_hash
    const isMined = async () => {
      const { status, json: shown } = await look(blockchain, hash)
      return status === 200 && (shown as { receipt: object | null }).receipt !== null
    }
    expect(await becomes(isMined, 5_000)).toBe(true)
    expect((await look(blockchain.toLowerCase(), hash)).json).toMatchObject({
      blockchain,
      transaction: expect.any(Object),
      receipt: expect.any(Object),
    })
    for (const other of [hash.replace(/.{4}$/, '0000'), 'nonsense'])
      expect(await look(blockchain, other)).toMatchObject({
        status: 404,
        json: { message: 'Transaction not found' },
      })
  }
})
