import { afterAll, beforeAll, expect, test } from 'vitest'
import { DOLLAR } from '../../../tests/harness/card-world.ts'
import { newId } from '../../kernel/ids.ts'
import { book } from '../../ledger/book.ts'
import type { AccountRef, NewTransfer } from '../../ledger/types.ts'
import { cardBalance, programAccount } from '../card-accounts.ts'
import { holdParts, NO_PARTS, type Parts, releaseParts, settleParts } from '../card-money.ts'
import { type IssuingCompany, type IssuingWorld, startIssuing } from './issuing.fixture.ts'

let issuing: IssuingWorld
beforeAll(async () => {
  issuing = await startIssuing()
})
afterAll(() => issuing.stop())

async function run(company: IssuingCompany, transfers: readonly NewTransfer[]): Promise<void> {
  const { db, clock } = issuing.world
  const booking = await db.transaction().execute((tx) => book(tx, company.id, transfers, clock.now()))
  if (!booking.booked) throw new Error(booking.problem)
}

function between(debit: AccountRef, credit: AccountRef, amount: bigint): NewTransfer {
  const about = { id: newId(), reason: 'test', subjectId: newId(), overdraw: true as const }
  return { type: 'POST', debit, credit, amount, ...about }
}

/** A company with 1,000 dollars in holding, and a TOP_UP card. */
async function cardOf(balance: number) {
  const company = await issuing.company()
  const { id } = await company.create()
  await run(company, [
    between(
      programAccount('CARD_BACKING', company.id),
      programAccount('CARD_HOLDING', company.id),
      1_000n * DOLLAR,
    ),
  ])
  if (balance > 0)
    await company.call('PATCH', `/cards/virtual-cards/${id}/virtual-balance`, { virtual_balance: balance })
  return { company, id }
}

/** An open purchase as the decision engine writes it. */
async function purchase(company: IssuingCompany, cardId: string, bill: bigint) {
  const key = { companyId: company.id, cardId, transactionId: newId(), generation: 0 }
  const parts: Parts = { bill, clientFees: 0n, providerFees: 0n, card: bill }
  await run(company, holdParts(key, parts))
  await issuing.world.db
    .insertInto('card_transactions')
    .values({
      company_id: company.id,
      card_id: cardId,
      id: key.transactionId,
      kind: 'PURCHASE',
      state: 'OPEN',
      channel: 'POS',
      currency: 'USD',
      approved: bill,
      attempted: bill,
      hold_bill: bill,
      hold_card: bill,
      hold_expires_at: new Date(),
      created_at: new Date(),
    })
    .execute()
  return { key, parts }
}

const remove = (company: IssuingCompany, id: string) => company.call('DELETE', `/cards/virtual-cards/${id}`)

test("a deleted card's side is zero, its open holds live on over holding alone, and the warranty balance stands still", async () => {
  const { company, id } = await cardOf(100)
  const one = await purchase(company, id, 30n * DOLLAR)
  const two = await purchase(company, id, 5n * DOLLAR)
  const holdingBefore = await issuing.world.balance(company.id, 'CARD_HOLDING')
  expect((await remove(company, id)).body).toMatchObject({ id, status: 'DELETED' })
  expect(await issuing.world.balance(company.id, 'CARD_HOLDING')).toEqual(holdingBefore)
  expect(await issuing.world.balance(company.id, 'CARD_BALANCE', id)).toEqual({ balance: 0n, available: 0n })
  expect(await issuing.world.balance(company.id, 'CARD_ISSUED')).toEqual({ balance: 0n, available: 0n })
  const rows = await issuing.world.db
    .selectFrom('card_transactions')
    .select(['hold_card', 'hold_bill'])
    .where('card_id', '=', id)
    .orderBy('id')
    .execute()
  expect(rows).toEqual([
    { hold_card: 0n, hold_bill: 30n * DOLLAR },
    { hold_card: 0n, hold_bill: 5n * DOLLAR },
  ])
  // The network's postings after it: holding moves, the card does not.
  const left = { ...one.parts, card: 0n }
  await run(company, settleParts(one.key, newId(), { captured: left, direct: NO_PARTS }))
  await run(company, releaseParts(two.key, newId(), { ...two.parts, card: 0n }))
  expect(await issuing.world.balance(company.id, 'CARD_HOLDING')).toEqual({
    balance: 970n * DOLLAR,
    available: 970n * DOLLAR,
  })
  expect((await issuing.world.balance(company.id, 'CARD_BALANCE', id)).balance).toBe(0n)
  await issuing.world.verify()
})

test('its movement shows the rest that the company got', async () => {
  const { company, id } = await cardOf(100)
  await purchase(company, id, 30n * DOLLAR)
  await remove(company, id)
  const events = await issuing.world.db
    .selectFrom('card_events')
    .selectAll()
    .where('card_id', '=', id)
    .where('operation', '=', 'WALLET_WITHDRAWAL')
    .execute()
  expect(events).toMatchObject([
    { status: 'SUCCESS', bill_amount: 70n * DOLLAR, original_balance: 70n * DOLLAR, new_balance: 0n },
  ])
})

test('a card below zero is brought to zero as well', async () => {
  const { company, id } = await cardOf(10)
  await run(company, [between(cardBalance(id), programAccount('CARD_ISSUED', company.id), 25n * DOLLAR)])
  expect((await remove(company, id)).status).toBe(200)
  expect(await issuing.world.balance(company.id, 'CARD_BALANCE', id)).toEqual({ balance: 0n, available: 0n })
  expect((await issuing.world.balance(company.id, 'CARD_ISSUED')).balance).toBe(0n)
  await issuing.world.verify()
})

test('a card that has nothing, or no balance of its own, is deleted without a movement', async () => {
  const company = await issuing.company()
  for (const approval_method of ['TOP_UP', 'NONE', 'WEBHOOK']) {
    const { id } = await company.create({ approval_method })
    expect((await remove(company, id)).status).toBe(200)
  }
  const events = await issuing.world.db
    .selectFrom('card_events')
    .select('id')
    .where('company_id', '=', company.id)
    .execute()
  expect(events).toEqual([])
})

test('all its addresses, rotated ones too, are retired', async () => {
  const { company, id } = await cardOf(0)
  await company.call('POST', `/cards/virtual-cards/${id}/deposit-wallet/rotate`)
  await remove(company, id)
  const entries = await issuing.world.db
    .selectFrom('address_directory')
    .select('retired_at')
    .where('company_id', '=', company.id)
    .where('kind', '=', 'DEPOSIT')
    .execute()
  expect(entries).toEqual([
    { retired_at: issuing.world.clock.now() },
    { retired_at: issuing.world.clock.now() },
  ])
})

test('what lies below the minimum on its addresses is the company’s, and counts in holding', async () => {
  const { company, id } = await cardOf(0)
  const { db, clock } = issuing.world
  const wallet = await db
    .selectFrom('card_wallets')
    .selectAll()
    .where('card_id', '=', id)
    .executeTakeFirstOrThrow()
  const token = { assetId: `POLYGON:0x${'1'.repeat(40)}`, ownerId: company.id }
  const amount = 4n * DOLLAR
  await db
    .insertInto('deposits')
    .values({
      company_id: company.id,
      id: newId(),
      product: 'cards',
      wallet_id: wallet.id,
      chain: wallet.chain,
      address: wallet.address,
      from_address: `0x${'2'.repeat(40)}`,
      token_address: `0x${'1'.repeat(40)}`,
      amount,
      status: 'BELOW_MINIMUM',
      booked: true,
      operation_id: 'small',
      tx_hash: '0x3',
      log_index: 0,
      block_number: 1n,
      block_hash: '0x4',
      created_at: clock.now(),
      updated_at: clock.now(),
    })
    .execute()
  await run(company, [
    between({ code: 'CARD_UNSWEPT', ...token }, { code: 'CARD_UNCREDITED', ...token }, amount),
  ])
  expect((await remove(company, id)).status).toBe(200)
  expect((await issuing.world.balance(company.id, 'CARD_HOLDING')).balance).toBe(1_004n * DOLLAR)
  const deposit = await db.selectFrom('deposits').select('status').executeTakeFirstOrThrow()
  expect(deposit.status).toBe('UNATTRIBUTED')
  await issuing.world.verify()
})

test('racing deletions and balance writes end with nothing on the card', async () => {
  const { company, id } = await cardOf(100)
  const path = `/cards/virtual-cards/${id}/virtual-balance`
  const replies = await Promise.all([
    ...Array.from({ length: 4 }, () => remove(company, id)),
    ...Array.from({ length: 8 }, () => company.keyed('POST', `${path}/add`, { amount: 1 })),
    company.call('POST', `/cards/virtual-cards/${id}/deposit-wallet/rotate`),
  ])
  expect(replies.slice(0, 4).filter(({ status }) => status === 200)).toHaveLength(1)
  expect(replies.every(({ status }) => [200, 412].includes(status))).toBe(true)
  expect((await issuing.world.balance(company.id, 'CARD_BALANCE', id)).balance).toBe(0n)
  await issuing.world.verify()
})
