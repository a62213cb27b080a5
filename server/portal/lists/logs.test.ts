import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertCard } from '../../../tests/harness/card-world.ts'
import {
  startWalletWorld,
  type WalletCompany,
  type WalletWorld,
} from '../../../tests/harness/wallet-world.ts'
import {
  APPROVED,
  cents,
  DECLINED,
  insertEvent,
  insertTransaction,
} from '../../cards/reporting/history.fixture.ts'
import { writeAudit } from '../../kernel/audit.ts'
import { inTransaction, jsonb } from '../../kernel/database.ts'
import type { Role } from '../../kernel/http/role.ts'
import { newId } from '../../kernel/ids.ts'
import { newReader } from './reader.fixture.ts'

let world: WalletWorld
beforeAll(async () => {
  world = await startWalletWorld({ chains: ['POLYGON', 'BSC'] })
})
afterAll(() => world.stop())

const readerOf = (company: WalletCompany, role?: Role) => newReader(world, company, role)
const NOW = new Date()
/** Dollars have 18 decimals there, and 6 on POLYGON. */
const BSC_UNIT = 10n ** 18n

async function addDeposit(companyId: string, chain: 'POLYGON' | 'BSC', units: bigint, fields: object = {}) {
  const id = newId()
  await world.db
    .insertInto('deposits')
    .values({
      company_id: companyId,
      id,
      product: 'virtual_wallets',
      wallet_id: newId(),
      chain,
      address: `0x${id.replaceAll('-', '')}`,
      from_address: '0x1',
      token_address: world.chain(chain).token('USDC').address,
      amount: units,
      status: 'CONFIRMED',
      operation_id: id,
      tx_hash: `0x${id}`,
      log_index: 0,
      block_number: 1n,
      block_hash: '0x1',
      // Rows of a test: the loops must not take them for work.
      disputed: true,
      created_at: NOW,
      updated_at: NOW,
      ...fields,
    })
    .execute()
  return id
}

test('deposits are sorted by what they are worth, whatever the scale of their tokens, and are those of one company', async () => {
  const company = await world.company()
  const reader = await readerOf(company, 'READ_ONLY')
  const small = await addDeposit(company.id, 'BSC', 2n * BSC_UNIT)
  const large = await addDeposit(company.id, 'POLYGON', 12_345_678n, { status: 'FINALIZED' })
  const unknown = await addDeposit(company.id, 'POLYGON', 5n, {
    token_address: '0xdead',
    status: 'UNSUPPORTED',
  })
  await addDeposit((await world.company()).id, 'POLYGON', 1n)
  const { items } = await reader.list('deposits', 'sort=-usd_value')
  expect(items.map(({ id }) => id)).toEqual([large, small, unknown])
  expect(items[0]).toMatchObject({ amount: 12.345678, usd_value: 12.345678, token_symbol: 'USDC' })
  expect(items[1]).toMatchObject({ amount: 2, usd_value: 2, blockchain: 'BSC' })
  expect(items[2]).toMatchObject({ amount: null, usd_value: null, token_symbol: null })
  const ids = async (query: string) => (await reader.list('deposits', query)).items.map(({ id }) => id)
  expect(await ids('sort=created_at')).toEqual([small, large, unknown])
  expect(await ids('status=FINALIZED,UNSUPPORTED')).toEqual([unknown, large])
  expect(await ids(`search=${large.slice(-12)}`)).toEqual([large])
  const { header, rows } = await reader.csv('deposits', 'sort=-usd_value')
  expect(rows.map((row) => row[header.indexOf('amount')])).toEqual(['12.345678', '2', ''])
})

test('movements of a wallet are asked for by wallet, need an Operator, and are sorted by amount exactly', async () => {
  const company = await world.company()
  const reader = await readerOf(company, 'OPERATOR')
  const [one, other] = [await company.wallet(), await company.wallet()]
  for (const amount of ['1.5', '12.000001', '3']) await company.owe(one.id, amount)
  await company.owe(other.id, '99')
  const amounts = async (query: string) =>
    (await reader.list('wallet-movements', `wallet_id=${one.id}&${query}`)).items.map(({ amount }) => amount)
  const newest = await amounts('')
  expect(newest).toHaveLength(3)
  expect(await amounts('sort=date')).toEqual(newest.toReversed())
  expect(await amounts('sort=usd_value')).toEqual(newest.toSorted((a, b) => Number(a) - Number(b)))
  expect((await reader.call('GET', '/portal/api/lists/wallet-movements')).status).toBe(400)
  const stranger = await readerOf(await world.company(), 'OPERATOR')
  expect((await stranger.list('wallet-movements', `wallet_id=${one.id}`)).total_elements).toBe(0)
  const readOnly = await readerOf(company, 'READ_ONLY')
  expect((await readOnly.call('GET', `/portal/api/lists/wallet-movements?wallet_id=${one.id}`)).status).toBe(
    401,
  )
})

test('a purchase says what has become of it, and how much was given back', async () => {
  const company = await world.company()
  const reader = await readerOf(company, 'READ_ONLY')
  const cardId = await insertCard(world.db, company.id, {}, NOW)
  const place = { companyId: company.id, cardId }
  const add = (fields: object) => insertTransaction(world.db, place, { ...APPROVED, ...fields }, NOW)
  const settled = { settled: cents(1840), settled_original: 1700n, hold_bill: 0n, state: 'CLOSED' }
  await add({})
  await add({ ...settled, refunded: cents(500), refunded_original: 462n })
  await add({ ...settled, refunded: cents(1840), refunded_original: 1700n })
  await add({ released: cents(1840), released_original: 1700n, hold_bill: 0n, state: 'CLOSED' })
  await insertTransaction(world.db, place, DECLINED, NOW)
  await insertEvent(world.db, place, { operation: 'WALLET_DEPOSIT', bill_amount: 1_234_567n }, NOW)
  const { items } = await reader.list(
    'card-movements',
    `card_id=${cardId}&operation=TRANSACTION_APPROVED,TRANSACTION_REJECTED,WALLET_DEPOSIT&sort=datetime`,
  )
  expect(items.map(({ outcome, refunded_amount }) => [outcome, refunded_amount])).toEqual([
    ['NONE', 0],
    ['PARTIALLY_REFUNDED', 5],
    ['REFUNDED', 18.4],
    ['REVERSED', 0],
    [null, 0],
    [null, null],
  ])
  expect(items[0]).toMatchObject({
    merchant_name: 'Kiosk 12',
    bill_amount: 18.4,
    transaction_amount: 17,
    transaction_currency: 'EUR',
    exchange_rate: 1.082353,
  })
  expect(items[4]).toMatchObject({
    decline_code: 'M102',
    decline_reason: expect.any(String),
    transaction_amount: 500,
  })
  expect(items[5]).toMatchObject({ merchant_name: null, transaction_amount: 1.234567 })
  const { header, rows } = await reader.csv('card-movements', `card_id=${cardId}&sort=-refunded_amount`)
  expect(rows[0]?.[header.indexOf('outcome')]).toBe('REFUNDED')
  const stranger = await readerOf(await world.company())
  expect((await stranger.list('card-movements', `card_id=${cardId}`)).total_elements).toBe(0)
})

test('a delivery that waits behind another names it, and has no next try of its own', async () => {
  const company = await world.company()
  const reader = await readerOf(company)
  const wallet = newId()
  const add = async (fields: object, sequence: bigint) => {
    const [eventId, id] = [newId(), newId()]
    const common = { company_id: company.id, order_key: wallet, created_at: NOW }
    await world.db
      .insertInto('webhook_events')
      .values({
        ...common,
        id: eventId,
        product: 'virtual_wallets',
        event_type: 'deposit',
        operation_id: newId(),
        status: 'success',
        data: jsonb({}),
        trace_id: 't',
      })
      .execute()
    await world.db
      .insertInto('webhook_deliveries')
      .values({
        ...common,
        id,
        event_id: eventId,
        sequence,
        status: 'PENDING',
        next_attempt_at: NOW,
        updated_at: NOW,
        ...fields,
      })
      .execute()
    return id
  }
  const dead = await add({ status: 'DEAD', attempts: 12 }, 1n)
  const slow = await add({ attempts: 3 }, 2n)
  const first = await add({ waits: true }, 3n)
  const second = await add({ waits: true }, 4n)
  const { items } = await reader.list('webhook-deliveries', 'sort=created_at')
  expect(items.map(({ id, waits_behind, next_attempt_at }) => [id, waits_behind, next_attempt_at])).toEqual([
    [dead, null, null],
    [slow, null, NOW.toISOString()],
    [first, slow, null],
    [second, slow, null],
  ])
  expect((await reader.list('webhook-deliveries', 'sort=-attempt_count')).items.map(({ id }) => id)).toEqual([
    dead,
    slow,
    second,
    first,
  ])
  expect((await reader.list('webhook-deliveries', 'event_type=deposit&status=DEAD')).total_elements).toBe(1)
})

test('approvals are sorted by what they are worth and carry their decisions; those of policies are worth nothing', async () => {
  const company = await world.company()
  const reader = await readerOf(company)
  const add = async (units: bigint | null) => {
    const id = newId()
    await world.db
      .insertInto('approvals')
      .values({
        company_id: company.id,
        id,
        operation: units === null ? 'policies' : 'withdraw',
        chain: units === null ? null : 'POLYGON',
        token_address: units === null ? null : world.chain().token('USDC').address,
        amount: units,
        needed: 1,
        requested_by: 'key:1',
        status: 'REJECTED',
        created_at: NOW,
        expires_at: NOW,
      })
      .execute()
    return id
  }
  const [large, draft, small] = [await add(7_000_000n), await add(null), await add(1n)]
  const userId = newId()
  await world.db
    .insertInto('approval_decisions')
    .values({
      company_id: company.id,
      approval_id: small,
      user_id: userId,
      decision: 'REJECT',
      comment: 'no',
      at: NOW,
    })
    .execute()
  const { items } = await reader.list('approvals', 'sort=usd_value')
  expect(items.map(({ id }) => id)).toEqual([draft, small, large])
  expect(items[1]).toMatchObject({
    amount: 0.000001,
    decisions: [{ by: `user:${userId}`, decision: 'REJECT', comment: 'no' }],
  })
  expect((await reader.list('approvals', 'status=PENDING')).total_elements).toBe(0)
  const operator = await readerOf(company, 'OPERATOR')
  expect((await operator.call('GET', '/portal/api/lists/approvals')).status).toBe(401)
})

test('the audit log goes by time either way, its file has every entry once, and it is for Admins', async () => {
  const company = await world.company()
  const reader = await readerOf(company)
  await inTransaction(world.db, async (tx) => {
    for (let number = 0; number < 250; number += 1)
      await writeAudit(tx, {
        companyId: company.id,
        caller: null,
        action: 'test.counted',
        objectType: 'test',
        objectId: `=${number}`,
        before: null,
        after: { number },
        traceId: null,
        at: NOW,
      })
  })
  const { header, rows } = await reader.csv('audit-log', 'action=test.counted&sort=at')
  const column = header.indexOf('object_id')
  expect(rows.map((row) => row[column])).toEqual(Array.from({ length: 250 }, (_, index) => `'=${index}`))
  expect(rows[0]?.[header.indexOf('after')]).toBe('{"number":0}')
  const { items } = await reader.list('audit-log', 'action=test.counted&search==249')
  expect(items).toMatchObject([{ object_id: '=249', after: { number: 249 } }])
  for (const role of ['OPERATOR', 'READ_ONLY'] as const)
    expect((await (await readerOf(company, role)).call('GET', '/portal/api/lists/audit-log')).status).toBe(
      401,
    )
})

test('treasury movements are of the wallets that are there, with what became of a transfer', async () => {
  const company = await world.company()
  const reader = await readerOf(company, 'READ_ONLY')
  const account = (await company.call('POST', '/mpc/accounts/create', { alias: 'Operating' })).body
  const created = await company.call('POST', `/mpc/accounts/${account.id}/wallets/create`, {
    alias: 'Main',
    blockchain: 'POLYGON',
  })
  expect(created.status, JSON.stringify(created.body)).toBeLessThan(300)
  const add = async (operation: string, units: bigint, status: string) => {
    const id = newId()
    const token = world.chain().token('USDC').address
    await world.db
      .insertInto('movements')
      .values({
        company_id: company.id,
        id: newId(),
        wallet_id: created.body.id,
        operation,
        operation_id: id,
        status,
        chain: 'POLYGON',
        token_address: token,
        amount: units,
        subject_id: id,
        data: jsonb({ token: { address: token, symbol: 'USDC', decimals: 6 }, from_wallet_address: '0xabc' }),
        created_at: NOW,
      })
      .execute()
    return id
  }
  const inward = await add('DEPOSIT', 5_000_000n, 'COMPLETED')
  const outward = await add('TRANSFER', 40_000_000n, 'PROCESSING')
  const { items } = await reader.list('treasury-movements', 'sort=-usd_value')
  expect(items).toMatchObject([
    { operation_id: outward, status: 'MANUAL_CHECK', amount: 40, wallet_alias: 'Main' },
    { operation_id: inward, status: 'SUCCESS', amount: 5, other_side: '0xabc' },
  ])
  const ids = async (query: string) =>
    (await reader.list('treasury-movements', query)).items.map(({ operation_id }) => operation_id)
  expect(await ids('')).toEqual([outward, inward])
  expect(await ids(`wallet_id=${created.body.id}&operation=DEPOSIT`)).toEqual([inward])
  expect(await ids(`wallet_id=${newId()}`)).toEqual([])
})
