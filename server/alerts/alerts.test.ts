import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../tests/harness/database.ts'
import type { SenderTrouble } from '../chains/sender/context.ts'
import { asTransactionRow } from '../chains/sender/transaction-row.ts'
import { wallClock } from '../kernel/clock.ts'
import { inTransaction, jsonb } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import { createLogger } from '../kernel/log.ts'
import { metrics } from '../kernel/metrics.ts'
import { showFigures } from './figures.ts'
import { createTrouble } from './sender-trouble.ts'
import { tellWaiting } from './waiting-payments.ts'

const CHAIN = 'POLYGON'
const TOKEN = '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359'

let database: TestDatabase
const usdc = { decimals: 6 } as never
const trouble = createTrouble({ tokens: { findEver: async () => usdc }, clock: wallClock })

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

async function addTransaction(companyId: string, state: string, purpose = 'withdraw') {
  const row = await database.db
    .insertInto('chain_transactions')
    .values({
      company_id: companyId,
      id: newId(),
      chain: CHAIN,
      purpose,
      from_address: TOKEN,
      key_path: "m/44'/60'/1'/17/0",
      intent: jsonb({ kind: 'native_transfer', to: TOKEN, amount: '1' }),
      state,
      next_at: new Date(),
      created_at: new Date(Date.now() - 60_000),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return asTransactionRow(row)
}

async function addPayment({ company_id, id }: { company_id: string; id: string }, walletId: string) {
  await database.db
    .insertInto('payments')
    .values({
      company_id,
      id,
      product: 'treasury',
      operation: 'transfer',
      wallet_id: walletId,
      chain: CHAIN,
      to_address: TOKEN,
      token_address: TOKEN,
      amount: 1_500_000n,
      status: 'PENDING',
      requested_by: 'key:1',
      created_at: new Date(),
      updated_at: new Date(),
    })
    .execute()
}

async function addAddress(companyId: string, product: string, kind: string, retired = false): Promise<void> {
  await database.db
    .insertInto('address_directory')
    .values({
      chain: CHAIN,
      address: `0x${newId().replaceAll('-', '')}00000000`,
      company_id: companyId,
      product,
      kind,
      wallet_id: newId(),
      key_path: "m/44'/60'/1'/17/0",
      retired_at: retired ? new Date() : null,
    })
    .execute()
}

async function alertsOf(companyId: string) {
  return database.db
    .selectFrom('webhook_events')
    .select(['product', 'data'])
    .where('company_id', '=', companyId)
    .where('event_type', '=', 'alert')
    .orderBy('product')
    .execute()
}

const tell = (what: SenderTrouble) => inTransaction(database.db, (tx) => trouble(tx, what))

test('a stuck payment is told to its company under its own product, with wallet, token and amount; a stuck sweep to nobody', async () => {
  const [companyId, walletId] = [newId(), newId()]
  const row = await addTransaction(companyId, 'SENT', 'treasury_transfer')
  await addPayment(row, walletId)
  await tell({ kind: 'STUCK', row })
  await tell({ kind: 'STUCK', row: await addTransaction(companyId, 'SENT', 'sweep') })
  expect(await alertsOf(companyId)).toEqual([
    {
      product: 'treasury',
      data: {
        type: 'STUCK_PAYMENT',
        blockchain: 'polygon',
        wallet_id: walletId,
        token_address: TOKEN,
        value: '1.5',
        threshold: null,
        deposit_id: null,
        created_at: expect.any(String),
      },
    },
  ])
})

test('a payment that was not sent for a quarter of an hour is told once, by many processes at once; a younger one and a sweep are not', async () => {
  const companyId = newId()
  const waiting = await addTransaction(companyId, 'QUEUED', 'treasury_transfer')
  await addPayment(waiting, newId())
  await addPayment(await addTransaction(companyId, 'MINED', 'treasury_transfer'), newId())
  await addTransaction(companyId, 'QUEUED', 'sweep')
  const at = (minutes: number) => {
    const clock = { now: () => new Date(waiting.created_at.getTime() + minutes * 60_000) }
    const tokens = { findEver: async () => usdc }
    const node = { leads: async () => true }
    return tellWaiting({ db: database.db, tokens, clock, node, log: createLogger('silent') })
  }
  await at(14.9)
  expect(await alertsOf(companyId)).toEqual([])
  await Promise.all([at(15), at(15), at(15)])
  await at(60)
  expect(await alertsOf(companyId)).toMatchObject([{ data: { type: 'STUCK_PAYMENT', value: '1.5' } }])
})

test('a price above the cap is told to whoever has holding wallets or wallets of his own there, once per crossing, by many processes at once', async () => {
  const [holder, owner, depositor, gone] = [newId(), newId(), newId(), newId()]
  await addAddress(holder, 'virtual_wallets', 'HOLDING')
  await addAddress(holder, 'cards', 'HOLDING')
  await addAddress(owner, 'treasury', 'WALLET')
  await addAddress(owner, 'treasury', 'WALLET')
  await addAddress(depositor, 'virtual_wallets', 'DEPOSIT')
  await addAddress(gone, 'virtual_wallets', 'HOLDING', true)
  const above = { kind: 'GAS_PRICE_CAP', chain: CHAIN, value: 60n, cap: 50n } as const
  const products = async (companyId: string) => (await alertsOf(companyId)).map(({ product }) => product)
  await Promise.all(Array.from({ length: 8 }, () => tell(above)))
  expect(await products(holder)).toEqual(['cards', 'virtual_wallets'])
  expect(await products(owner)).toEqual(['treasury'])
  expect([...(await products(depositor)), ...(await products(gone))]).toEqual([])
  await tell({ ...above, kind: 'GAS_PRICE_OK' })
  await tell(above)
  expect(await products(owner)).toEqual(['treasury', 'treasury'])
  expect((await alertsOf(owner))[0]?.data).toMatchObject({
    type: 'GAS_PRICE_CAP',
    value: '60',
    threshold: '50',
  })
})

test('figures show what waits for an operator, the age of what is not sent, and that the price is capped', async () => {
  const companyId = newId()
  await addTransaction(companyId, 'QUEUED')
  await addTransaction(companyId, 'MANUAL_CHECK')
  await addTransaction(companyId, 'MANUAL_CHECK')
  await tell({ kind: 'GAS_PRICE_CAP', chain: CHAIN, value: 60n, cap: 50n })
  const chain = { config: { name: CHAIN, finalConfirmations: 10 } } as never
  await showFigures({ db: database.db, chains: [chain], clock: wallClock, log: null as never })
  const shown = await metrics.metrics()
  expect(shown).toContain('holdfast_stuck_transactions{chain="POLYGON"} 2')
  expect(shown).toContain('holdfast_gas_price_capped{chain="POLYGON"} 1')
  const age = Number(/holdfast_oldest_unsent_seconds\{chain="POLYGON"\} ([0-9.]+)/.exec(shown)?.[1])
  expect(age).toBeGreaterThanOrEqual(60)
  expect(shown).toMatch(/holdfast_alerts_total\{type="GAS_PRICE_CAP"\} [1-9]/)
})
