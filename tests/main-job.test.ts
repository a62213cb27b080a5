import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { becomes } from '../sandbox/processes.ts'
import { allChecks } from '../server/checks.ts'
import { verifyBooks } from '../server/ledger/verify.ts'
import type { TestChain } from './harness/anvil.ts'
import { type PlatformCompany, startTestPlatform, type TestPlatform } from './harness/platform.ts'
import { startWebhookSink, type WebhookSink } from './harness/webhook-sink.ts'

const OUTSIDE = '0x000000000000000000000000000000000000bEEF'
const SOON_MS = 30_000
const TEST_MS = 90_000

let platform: TestPlatform
let sink: WebhookSink

beforeAll(async () => {
  platform = await startTestPlatform()
  sink = await startWebhookSink()
}, TEST_MS)
afterAll(async () => {
  await platform.stop()
  await sink.close()
})

/** Mines until `check` holds. */
async function minedUntil(chain: TestChain, check: () => Promise<boolean>): Promise<void> {
  const held = await becomes(async () => {
    if (await check()) return true
    await chain.mine()
    return false
  }, SOON_MS)
  expect(held).toBe(true)
}

interface Side {
  readonly name: 'POLYGON' | 'BSC'
  readonly chain: TestChain
  readonly company: PlatformCompany
  readonly wallet: { readonly id: string; readonly wallet_address: string }
  readonly holding: string
  readonly usdc: { readonly address: string; readonly unit: bigint }
  virtual(): Promise<number>
  withdraw(amount: number, headers?: Record<string, string>): ReturnType<PlatformCompany['call']>
  payment(id: string): Promise<string>
}

/** A fresh company with one wallet on one chain. */
async function begin(name: Side['name']): Promise<Side> {
  const company = await platform.company({ webhook_url: sink.url })
  const chain = platform.chains[name]
  const { address, decimals } = chain.token('USDC')
  const { body: wallet } = await company.call('POST', '/virtual-wallets/create', {
    alias: 'a',
    blockchain: name,
  })
  const { body: holding } = await company.call('GET', `/virtual-wallets/holding?blockchain=${name}`)
  return {
    name,
    chain,
    company,
    wallet,
    holding: holding.wallet_address,
    usdc: { address, unit: 10n ** BigInt(decimals) },
    async virtual() {
      const { body } = await company.call('GET', `/virtual-wallets/${wallet.id}/balance`)
      return body[0].balance
    },
    withdraw: (amount, headers) =>
      company.call(
        'POST',
        `/virtual-wallets/${wallet.id}/withdraw`,
        { to_wallet_address: OUTSIDE, token_address: address, amount },
        headers,
      ),
    payment: async (id) => (await company.call('GET', `/management/payments/${id}`)).body.status,
  }
}

async function deposit({ chain, wallet, usdc }: Side, amount: bigint): Promise<void> {
  await chain.sendToken('USDC', wallet.wallet_address, amount * usdc.unit)
  await chain.mine()
}

/** Deposited, credited, and in the holding wallet for good. */
async function fund(side: Side, amount: bigint): Promise<void> {
  await deposit(side, amount)
  await minedUntil(side.chain, async () => {
    const { body } = await side.company.call('GET', '/management/deposits')
    return (
      body.items.length > 0 && body.items.every(({ status }: { status: string }) => status === 'FINALIZED')
    )
  })
}

const eventsOf = ({ wallet }: Side) =>
  sink.requests
    .filter(({ body }) => body.includes(wallet.id))
    .map(({ json }) => `${json.event_type} ${json.status}`)

describe.each(['POLYGON', 'BSC'] as const)('on %s', { timeout: TEST_MS }, (name) => {
  test('a deposit becomes a virtual balance over the holding wallet, and leaves again', async () => {
    const side = await begin(name)
    await fund(side, 100n)
    expect(await side.virtual()).toBe(100)
    expect(await side.chain.tokenBalance('USDC', side.holding)).toBe(100n * side.usdc.unit)
    const before = await side.chain.tokenBalance('USDC', OUTSIDE)
    const paid = await side.withdraw(25.5)
    expect(paid).toMatchObject({ status: 200, body: { status: 'PENDING' } })
    expect(await side.virtual()).toBe(74.5)
    await minedUntil(side.chain, async () => (await side.payment(paid.body.id)) === 'SUCCESS')
    expect((await side.chain.tokenBalance('USDC', OUTSIDE)) - before).toBe((255n * side.usdc.unit) / 10n)
    await becomes(() => eventsOf(side).length === 2, SOON_MS)
    expect(eventsOf(side)).toEqual(['deposit success', 'withdraw success'])
  })

  test('a deposit that a reorganisation drops is taken back, and told', async () => {
    const side = await begin(name)
    await deposit(side, 40n)
    expect(await becomes(async () => (await side.virtual()) === 40, SOON_MS)).toBe(true)
    await side.chain.reorg({ depth: 2, keepTransactions: false })
    await minedUntil(side.chain, async () => (await side.virtual()) === 0)
    expect(await becomes(() => eventsOf(side).length === 2, SOON_MS)).toBe(true)
    expect(eventsOf(side)[1]).toMatch(/^deposit_reverted /)
  })

  test('of withdrawals that race for a balance exactly those it covers are paid, once each, through a restart', async () => {
    const side = await begin(name)
    await fund(side, 50n)
    const before = await side.chain.tokenBalance('USDC', OUTSIDE)
    const racing = await Promise.all(
      Array.from({ length: 30 }, (_, i) => side.withdraw(5, { 'idempotency-key': `race-${i}` })),
    )
    const paid = racing.filter(({ status }) => status === 200).map(({ body }) => body.id)
    expect(racing.filter(({ status }) => status === 412)).toHaveLength(20)
    expect(new Set(paid).size).toBe(10)
    await platform.restart()
    await minedUntil(side.chain, async () => {
      const states = await Promise.all(paid.map((id) => side.payment(id)))
      return states.every((state) => state === 'SUCCESS')
    })
    expect((await side.chain.tokenBalance('USDC', OUTSIDE)) - before).toBe(50n * side.usdc.unit)
    expect(await side.chain.tokenBalance('USDC', side.holding)).toBe(0n)
    expect(await side.virtual()).toBe(0)
  })
})

test('the books are right after all of it', async () => {
  expect(
    (await verifyBooks({ db: platform.db, checks: allChecks([], platform.app.vault.sealer) })).findings,
  ).toEqual([])
})
