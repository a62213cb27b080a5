import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callNode } from '../sandbox/chains/rpc.ts'
import { FAUCET, sendFrom, transferData } from '../sandbox/chains/tokens.ts'
import { becomes, isAlive, stopProcess } from '../sandbox/processes.ts'
import type { SandboxFile } from '../sandbox/sandbox-file.ts'
import { readBase32, stepAt, totpCode } from '../server/people/totp.ts'
import { killAllOf, npmStart, pidsOf, processesOf, type SandboxProcess } from './harness/process.ts'
import { call, type Reply, runCurl } from './harness/wire.ts'

const SOON_MS = 40_000
const TEST_MS = 120_000

/** One home, and one story told in order: each test goes on where the one before it ended. */
let home: string
let running: SandboxProcess
let sandbox: SandboxFile
let wallet: { id: string; wallet_address: string }

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'holdfast-start-'))
})
afterAll(async () => {
  await killAllOf(home)
  await rm(home, { recursive: true, force: true })
})

async function begin(args: readonly string[] = []): Promise<void> {
  running = npmStart(home, args)
  sandbox = await running.ready()
}

function get(path: string): Promise<Reply> {
  return call(sandbox.api_url, sandbox.company.api_key, 'GET', path)
}

async function usdcBalance(path: string): Promise<number> {
  const { body } = await get(path)
  return body.find(({ symbol }: { symbol: string }) => symbol === 'USDC').balance
}

const virtualBalance = () => usdcBalance(`/virtual-wallets/${wallet.id}/balance`)
const holdingBalance = () => usdcBalance('/virtual-wallets/holding/balance?blockchain=POLYGON')

async function expectSoon<T>(read: () => Promise<T>, wanted: T): Promise<void> {
  let seen: T | undefined
  await becomes(async () => {
    seen = await read()
    return seen === wanted
  }, SOON_MS)
  expect(seen).toBe(wanted)
}

/** A deposit as anybody outside makes it: from the faucet key, to the chain, past the platform. */
async function depositUsdc(amount: bigint): Promise<void> {
  const { rpc_url: url, tokens } = polygon()
  const usdc = tokens.USDC?.address ?? ''
  const hash = await sendFrom(url, FAUCET.address, {
    to: usdc,
    data: transferData(wallet.wallet_address, amount * 1_000_000n),
  })
  expect(
    await becomes(async () => (await callNode(url, 'eth_getTransactionReceipt', [hash])) !== null, 10_000),
  ).toBe(true)
}

function polygon(): NonNullable<SandboxFile['chains']['POLYGON']> {
  const chain = sandbox.chains.POLYGON
  if (chain === undefined) throw new Error('sandbox.json names no POLYGON')
  return chain
}

describe('npm start', { timeout: TEST_MS }, () => {
  const printedCommands = () => running.output().match(/^.*curl .*$/gm) ?? []

  test('does the main job by the three commands it prints', async () => {
    await begin()
    const [create = '', faucet = '', withdraw = ''] = printedCommands()
    const created = await runCurl(create, {})
    expect(created.status).toBe(200)
    wallet = created.body
    expect((await runCurl(faucet, created.body)).status).toBe(201)
    await expectSoon(virtualBalance, 100)
    await expectSoon(holdingBalance, 100)
    // the platform may lend an ear to the chain a moment later than we do
    await expectSoon(async () => (await runCurl(withdraw, created.body)).status, 200)
    expect(await virtualBalance()).toBe(75)
    await expectSoon(holdingBalance, 75)
  })

  test('does it on TRON as well: a deposit is credited, swept for the platform, and paid out', async () => {
    const post = (path: string, body: unknown) =>
      call(sandbox.api_url, sandbox.company.api_key, 'POST', path, body)
    const { body: own } = await post('/virtual-wallets/create', { alias: 'a', blockchain: 'TRON' })
    await post('/sandbox/faucet', { blockchain: 'TRON', to_address: own.wallet_address, amount: 100 })
    const balance = async (path: string) => (await get(path)).body[0].balance
    const held = () => balance('/virtual-wallets/holding/balance?blockchain=TRON')
    await expectSoon(() => balance(`/virtual-wallets/${own.id}/balance`), 100)
    await expectSoon(held, 100)
    const payment = {
      to_wallet_address: 'TUEZSdKsoDHQMeZwihtdoBiN46zxhGWYdH',
      token_address: sandbox.chains.TRON?.tokens.USDT?.address,
      amount: 25,
    }
    await expectSoon(async () => (await post(`/virtual-wallets/${own.id}/withdraw`, payment)).status, 200)
    await expectSoon(held, 75)
  })

  test('issues a card by the commands it prints, and a purchase without money is declined', async () => {
    const [create = '', buy = ''] = printedCommands().slice(3)
    const card = await runCurl(create, {})
    expect(card).toMatchObject({ status: 200, body: { status: 'ACTIVE', approval_method: 'TOP_UP' } })
    expect(await runCurl(buy, card.body)).toMatchObject({
      status: 201,
      body: { type: 'authorization', response_code: '51', decline_code: 'M102' },
    })
  })

  test('shows the docs page and the OpenAPI document', async () => {
    expect((await fetch(sandbox.docs_url)).status).toBe(200)
    const document = JSON.parse(await (await fetch(`${sandbox.api_url}/openapi.json`)).text())
    expect(document.openapi).toMatch(/^3\.1/)
  })

  test('has a ready ADMIN for the portal, who signs in with what sandbox.json and the welcome say, and never without the code', async () => {
    const { url, email, password, totp_secret: secret } = sandbox.portal
    expect(url).toBe(`http://localhost:${new URL(sandbox.api_url).port}/portal`)
    for (const said of [url, email, password, secret]) expect(running.output()).toContain(said)
    expect((await fetch(url)).headers.get('content-security-policy')).toContain("script-src 'self' 'nonce-")
    const signIn = async (code: string) => {
      const { api_url } = sandbox
      const body = JSON.stringify({ email, password, code })
      const response = await fetch(`${api_url}/portal/api/sign-in`, { method: 'POST', body })
      return { status: response.status, body: JSON.parse(await response.text()) }
    }
    expect((await signIn('')).status).toBe(401)
    expect(await signIn(totpCode(readBase32(secret), stepAt(Date.now())))).toMatchObject({
      status: 200,
      body: { user: { email, role: 'ADMIN' }, company: { id: sandbox.company.id } },
    })
  })

  test('refuses in words what is started beside it in the same home', async () => {
    const { code, output } = await npmStart(home).ended()
    expect(code).not.toBe(0)
    expect(output).toContain(`already running at ${sandbox.api_url}`)
    expect((await get('/virtual-wallets/list?blockchain=POLYGON')).status).toBe(200)
  })

  test('goes on after kill -9 of the platform with the same data, database and chains, and credits what came meanwhile', async () => {
    const before = { file: sandbox, pids: pidsOf(home) }
    process.kill(sandbox.pid, 'SIGKILL')
    await running.ended()
    await depositUsdc(5n)
    await begin()
    expect(pidsOf(home)).toEqual(before.pids)
    expect(sandbox.company).toEqual(before.file.company)
    expect(sandbox.portal).toEqual({ ...before.file.portal, url: sandbox.portal.url })
    expect(sandbox.chains).toEqual(before.file.chains)
    expect(sandbox.database_url).toBe(before.file.database_url)
    await expectSoon(virtualBalance, 80)
  })

  test('ends with Ctrl-C and leaves no process behind', async () => {
    await expectSoon(holdingBalance, 80)
    const pids = [sandbox.pid, pidsOf(home).postgres, ...pidsOf(home).chains]
    running.ctrlC()
    await running.ended()
    expect(pids.filter(isAlive)).toEqual([])
    expect(processesOf(home)).toEqual([])
    await expect(npmReady()).resolves.toBe(false)
  })

  test('goes on where Ctrl-C ended it', async () => {
    const { company } = sandbox
    await begin()
    expect(sandbox.company).toEqual(company)
    expect(await virtualBalance()).toBe(80)
    expect(await holdingBalance()).toBe(80)
    expect(running.output()).not.toContain('had been killed')
  })

  test('goes on from the last dump when the chains were killed too, and says what that means', async () => {
    const { chains } = pidsOf(home)
    process.kill(sandbox.pid, 'SIGKILL')
    for (const pid of chains) await stopProcess(pid, 'SIGKILL', 5_000)
    await running.ended()
    await begin()
    expect(running.output()).toMatch(/POLYGON had been killed and goes on from its dump of .* \(block \d+\)/)
    expect(await virtualBalance()).toBe(80)
    await depositUsdc(3n)
    await expectSoon(virtualBalance, 83)
  })

  test('recovers the database when that was killed as well', async () => {
    const { postgres } = pidsOf(home)
    await stopProcess(postgres, 'SIGKILL', 5_000)
    process.kill(sandbox.pid, 'SIGKILL')
    await running.ended()
    await begin()
    expect(pidsOf(home).postgres).not.toBe(postgres)
    expect(await virtualBalance()).toBe(83)
  })

  test('is not ready any more when a chain ends under it, says so at once, and the next start says what that means', async () => {
    const [polygon] = pidsOf(home).chains
    if (polygon === undefined) throw new Error('POLYGON has a process')
    process.kill(polygon, 'SIGKILL')
    const told = async () =>
      running.output().includes('The POLYGON chain has ended. Press Ctrl-C and start again')
    await expectSoon(told, true)
    expect(existsSync(join(home, 'sandbox.json'))).toBe(false)
    running.ctrlC()
    await running.ended()
    await begin()
    expect(running.output()).toContain('POLYGON had been killed and goes on from its dump')
  })

  test('begins anew with --reset', async () => {
    running.ctrlC()
    await running.ended()
    const { company } = sandbox
    await begin(['--reset'])
    expect(sandbox.company.id).not.toBe(company.id)
    expect((await get('/virtual-wallets/list?blockchain=POLYGON')).body).toEqual([])
    expect((await call(sandbox.api_url, company.api_key, 'GET', '/management/companies')).status).toBe(401)
    running.ctrlC()
    await running.ended()
  })

  test('leaves no process behind when Ctrl-C comes during the start', async () => {
    const started = npmStart(home)
    expect(await becomes(() => processesOf(home).length > 0, 50_000)).toBe(true)
    started.ctrlC()
    const { output } = await started.ended()
    expect(processesOf(home)).toEqual([])
    expect(output).not.toContain('is ready')
  })
})

async function npmReady(): Promise<boolean> {
  return (await fetch(`${sandbox.api_url}/health/live`).catch(() => null))?.ok ?? false
}
