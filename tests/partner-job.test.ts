import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { becomes } from '../sandbox/processes.ts'
import type { SandboxFile } from '../sandbox/sandbox-file.ts'
import { person } from '../server/clients/people.fixture.ts'
import { killAllOf, npmStart, processesOf, type SandboxProcess } from './harness/process.ts'
import { call, type Reply } from './harness/wire.ts'

const SOON_MS = 60_000
const TEST_MS = 180_000

/** One home, and one story told in order. */
let home: string
let running: SandboxProcess
let sandbox: SandboxFile
let wallet: { readonly id: string }
let client: { readonly id: string }

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'holdfast-partner-job-'))
})
afterAll(async () => {
  await killAllOf(home)
  await rm(home, { recursive: true, force: true })
})

async function begin(): Promise<void> {
  running = npmStart(home)
  sandbox = await running.ready()
}

const api = (method: string, path: string, body?: unknown) =>
  call(sandbox.api_url, sandbox.company.api_key, method, path, body)

async function must(reply: Promise<Reply>, status: number): Promise<Reply['body']> {
  const { status: answered, body } = await reply
  if (answered !== status) throw new Error(`${answered} ${JSON.stringify(body)}`)
  return body
}

async function ended(rampId: string): Promise<Reply['body']> {
  let ramp: Reply['body']
  await becomes(async () => {
    ramp = await must(api('GET', `/virtual-wallets/ramps/${rampId}`), 200)
    return ['COMPLETED', 'FAILED', 'CANCELLED'].includes(ramp.status)
  }, SOON_MS)
  return ramp
}

const balance = async () => (await must(api('GET', `/virtual-wallets/${wallet.id}/balance`), 200))[0].balance
const pay = (page: string, fields: Record<string, string>) =>
  fetch(page, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
const onRamp = (fields: object) =>
  must(api('POST', '/virtual-wallets/bank-ramps/ramp-on', { wallet_id: wallet.id, ...fields }), 200)

describe('npm start with its banking partner', { timeout: TEST_MS }, () => {
  test('prints where the partner is and its seed, and lets a client through by one call', async () => {
    await begin()
    expect(running.output()).toMatch(/Partner {2}http:\/\/127\.0\.0\.1:\d+\/v0 {2}seed [0-9a-f]{8}/)
    client = await must(api('POST', '/management/clients/individuals', person()), 201)
    await must(api('POST', `/sandbox/clients/${client.id}/kyc`, { status: 'active' }), 201)
    wallet = await must(api('POST', '/virtual-wallets/create', { alias: 'a', blockchain: 'POLYGON' }), 200)
    await must(api('PATCH', `/virtual-wallets/${wallet.id}/client/${client.id}`), 201)
  })

  test('a payer pays on the bank page of PSE, comes back to the shop, and the tokens are there', async () => {
    const redirect_url = 'https://shop.example/thanks'
    const asked = { amount: 500_000, source_currency: 'COP', payment_rail: 'co_bank_transfer', redirect_url }
    const { id, start_url } = await onRamp(asked)
    const paid = await pay(start_url, { action: 'pay', full_name: 'Luz Mora' })
    expect(paid.headers.get('location')).toBe(redirect_url)
    const ramp = await ended(id)
    expect(ramp.status).toBe('COMPLETED')
    expect(await balance()).toBe(ramp.final_amount)
  })

  test('tokens go out to a bank, and a bounced payout comes back', async () => {
    const bank = { bank_holder_name: 'Ana Paz', bre_b_key: '3001234567' }
    const { id: bank_account_id } = await must(
      api('POST', `/management/clients/${client.id}/banks/bre-b`, bank),
      201,
    )
    const before = await balance()
    const out = { wallet_id: wallet.id, bank_account_id, amount: 20, reference: 'R' }
    const offRamp = () => must(api('POST', '/virtual-wallets/bank-ramps/ramp-off', out), 200)
    expect((await ended((await offRamp()).id)).status).toBe('COMPLETED')
    const bounced = await offRamp()
    await must(
      api('POST', `/sandbox/ramps/${bounced.id}/state`, { state: 'returned', reason: 'closed' }),
      201,
    )
    expect(await ended(bounced.id)).toMatchObject({ status: 'FAILED', reason: 'closed' })
    expect(await balance()).toBeCloseTo(before - 20, 6)
  })

  test('a ramp under way when everything is killed is paid and credited once after the next start', async () => {
    const before = { file: sandbox, balance: await balance() }
    const { id, bre_b_key } = await onRamp({ amount: 400_000, source_currency: 'COP', payment_rail: 'bre_b' })
    const page = `${new URL(sandbox.partner.url).origin}/pages/bre-b`
    expect((await pay(page, { key: bre_b_key, amount: '400000' })).status).toBe(303)
    process.kill(sandbox.pid, 'SIGKILL')
    await running.ended()
    await begin()
    expect(sandbox.partner).toEqual(before.file.partner)
    const ramp = await ended(id)
    expect(ramp.status).toBe('COMPLETED')
    expect(await balance()).toBeCloseTo(before.balance + ramp.final_amount, 6)
    const { url, controls_url, api_key } = sandbox.partner
    const read = async (path: string) => (await fetch(path, { headers: { 'api-key': api_key } })).json()
    const { data } = (await read(`${url}/transfers?limit=1`)) as { data: { id: string }[] }
    const inside = (await read(`${controls_url}/transfers/${data[0]?.id}`)) as { payments: object[] }
    expect(inside.payments).toHaveLength(1)
  })

  test('Ctrl-C ends the partner as well', async () => {
    running.ctrlC()
    await running.ended()
    expect(processesOf(home)).toEqual([])
    await expect(fetch(sandbox.partner.url)).rejects.toThrow()
  })
})
