import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManualClock } from '../../../tests/harness/manual-clock.ts'
import {
  startWalletWorld,
  type WalletCompany,
  type WalletWorld,
} from '../../../tests/harness/wallet-world.ts'
import { alertEvent } from '../../alerts/alert-event.ts'
import { inTransaction } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { newPerson } from '../../policies/policies.fixture.ts'
import type { NewEvent } from '../../webhooks/types.ts'
import { writeEvents } from '../../webhooks/write-events.ts'
import { createPurchases } from './purchases.ts'

const HOUR_MS = 3_600_000
const UNIT = 1_000_000n

let clock: ManualClock
let world: WalletWorld
beforeAll(async () => {
  clock = new ManualClock('2026-03-10T12:30:00.000Z')
  world = await startWalletWorld({ clock })
})
afterAll(() => world.stop())

async function readerOf(company: WalletCompany) {
  const { call } = await newPerson(world, company.id, { role: 'READ_ONLY' })
  return async (query = '') => {
    const { status, body } = await call('GET', `/portal/api/overview${query}`)
    expect(status).toBe(200)
    return body
  }
}

const write = (...events: NewEvent[]) => inTransaction(world.db, (tx) => writeEvents(tx, events))

test('what is owed and what is there, per chain and token, now and day by day', async () => {
  const company = await world.company()
  const overview = await readerOf(company)
  expect(await overview()).toMatchObject({ reserves: [], history: [], alerts: [] })
  const [one, other] = [await company.wallet(), await company.wallet()]
  await company.owe(one.id, '12.345678')
  await company.owe(other.id, '87.654322')
  await company.fundHolding(50n * UNIT)
  const { reserves } = await overview()
  expect(reserves[0]).toMatchObject({
    blockchain: 'POLYGON',
    symbol: 'USDC',
    liabilities: 100,
    holding: 50,
    unswept: 0,
    assets: 50,
    reserve_ratio: 0.5,
    partner_claims: 0,
  })
  expect(reserves[1]).toMatchObject({ liabilities: 0, reserve_ratio: null })
  clock.advance(24 * HOUR_MS)
  await world.waitUntil(async () =>
    (await overview()).history.some(
      ({ date, liabilities }: { date: string; liabilities: number }) =>
        date === '2026-03-11' && liabilities === 100,
    ),
  )
  const { history } = await overview()
  const days = history.filter(({ symbol }: { symbol: string }) => symbol === 'USDC')
  expect(days.at(-1)).toMatchObject({ date: '2026-03-11', liabilities: 100, assets: 50 })
  expect(days.map(({ date }: { date: string }) => date)).toEqual(
    days.map(({ date }: { date: string }) => date).sort(),
  )
})

function decision(
  companyId: string,
  type: 'authorized' | 'declined',
  at: Date,
  extra: Partial<NewEvent> = {},
): NewEvent {
  const cardId = newId()
  return {
    companyId,
    product: 'cards',
    eventType: type,
    operationId: newId(),
    status: 'success',
    orderKey: cardId,
    data: { card_id: cardId, bill_amount: '12345678901234567.89' },
    at,
    ...extra,
  }
}

test('purchases by hour with the rate of approvals, exact sums, and without approvals that the network took back; a week keeps what is over', async () => {
  const company = await world.company()
  const other = await world.company()
  const overview = await readerOf(company)
  const now = clock.now()
  const ago = (hours: number) => new Date(now.getTime() - hours * HOUR_MS)
  await write(
    decision(company.id, 'authorized', ago(0)),
    decision(company.id, 'authorized', ago(0)),
    decision(company.id, 'declined', ago(1)),
    decision(company.id, 'declined', ago(1), { reason: 'cancel_approval' }),
    decision(company.id, 'authorized', ago(100)),
    decision(company.id, 'authorized', ago(200)),
    decision(other.id, 'declined', ago(0)),
  )
  const { purchases: day } = await overview()
  expect(day).toMatchObject({ approved: 2, declined: 1, approval_rate: 0.6666 })
  expect(day.hours).toHaveLength(24)
  expect(day.hours.at(-1)).toMatchObject({ hour: '2026-03-11T12:00:00.000Z', approved: 2, declined: 0 })
  expect(day.hours.at(-2)).toMatchObject({ approved: 0, declined: 1, approved_amount: 0 })
  const { purchases: week } = await overview('?period=7d')
  expect(week).toMatchObject({ approved: 3, declined: 1 })
  expect(week.hours).toHaveLength(168)
  // The same again, of what was kept, and what is new in the hour that is not over.
  await write(decision(company.id, 'authorized', ago(0)))
  expect((await overview('?period=7d')).purchases.approved).toBe(4)
  expect((await overview()).purchases.approved).toBe(3)
  expect((await overview('?period=7d')).purchases.hours.slice(0, -1)).toEqual(week.hours.slice(0, -1))
  const exact = await createPurchases()(world.db, company.id, { period: '24h', now })
  expect(JSON.stringify(exact)).toContain('"approved_amount":37037036703703703.67}')
})

test('the newest alerts of the company, and how its webhooks fare', async () => {
  const company = await world.company()
  const overview = await readerOf(company)
  expect((await overview()).webhooks).toMatchObject({
    has_url: false,
    recent: { total: 0 },
    last_delivered_at: null,
  })
  const endpoint = { url: 'http://127.0.0.1:9/hook', webhook_key: 'a-key-of-sixteen-or-more' }
  const subscribed = await company.call('POST', '/management/companies/webhook/subscribe', endpoint)
  expect(subscribed.status).toBe(200)
  const alert = (value: string, companyId = company.id) =>
    alertEvent({
      companyId,
      product: 'virtual_wallets',
      type: 'LARGE_DEPOSIT',
      chain: 'POLYGON',
      walletId: null,
      tokenAddress: null,
      value,
      threshold: '1000',
      depositId: null,
      at: clock.now(),
    })
  await write(...Array.from({ length: 25 }, (_, index) => alert(String(2_000 + index))))
  await write(alert('1', (await world.company()).id))
  const shown = await overview()
  expect(shown.alerts).toHaveLength(20)
  expect(shown.alerts[0]).toMatchObject({
    product: 'virtual_wallets',
    type: 'LARGE_DEPOSIT',
    blockchain: 'POLYGON',
    value: '2024',
    threshold: '1000',
  })
  await world.waitUntil(async () => (await overview()).webhooks.recent.pending === 25)
  expect((await overview()).webhooks).toMatchObject({
    has_url: true,
    recent: { total: 25, delivered: 0, dead: 0 },
    oldest_pending_at: expect.any(String),
    last_delivered_at: null,
  })
})

test('a key opens no overview', async () => {
  const company = await world.company()
  expect((await company.call('GET', '/portal/api/overview')).status).toBe(401)
})
