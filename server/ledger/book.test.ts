import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../tests/harness/database.ts'
import { inTransaction } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import { companyAccount, virtualBalance } from './accounts.ts'
import { listAccounts, readBalances } from './balances.ts'
import { book } from './book.ts'
import type { AccountRef, Booking, NewTransfer } from './types.ts'

const ASSET = 'POLYGON:0x3c499c542cef5e3811e1192ce70d8cc03d5c3359'
const NOW = new Date('2026-01-01T00:00:00Z')

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

function send(companyId: string, ...transfers: NewTransfer[]): Promise<Booking> {
  return inTransaction(database.db, (tx) => book(tx, companyId, transfers, NOW))
}

function post(
  debit: AccountRef,
  credit: AccountRef,
  amount: bigint,
  more: Partial<NewTransfer> = {},
): NewTransfer {
  const base = { id: newId(), amount, reason: 'deposit', subjectId: newId() }
  return { ...base, type: 'POST', debit, credit, ...more } as NewTransfer
}

/** A company with one wallet of `funds`. */
async function company(funds: bigint) {
  const companyId = newId()
  const wallet = virtualBalance(newId(), ASSET)
  const unswept = companyAccount('UNSWEPT', companyId, ASSET)
  const payable = companyAccount('PAYABLE', companyId, ASSET)
  if (funds > 0n) await send(companyId, post(unswept, wallet, funds))
  const read = async (ref: AccountRef) => {
    const [balance] = await readBalances(database.db, companyId, [ref])
    return [balance?.balance, balance?.available]
  }
  return { companyId, wallet, unswept, payable, read }
}

describe('a transfer id is booked once', () => {
  it('a repetition with the same content is answered as booked and changes nothing', async () => {
    const { companyId, wallet, payable, read } = await company(100n)
    const transfer = post(wallet, payable, 60n)
    expect(await send(companyId, transfer)).toEqual({ booked: true, replayed: false })
    expect(await send(companyId, transfer)).toEqual({ booked: true, replayed: true })
    expect(await read(wallet)).toEqual([40n, 40n])
  })

  it('a repetition with another content is refused by the name of the field', async () => {
    const { companyId, wallet, payable, unswept } = await company(100n)
    const transfer = post(wallet, payable, 60n)
    await send(companyId, transfer)
    const changed: [string, Partial<NewTransfer>][] = [
      ['type', { type: 'HOLD', expiresAt: null }],
      ['debit', { debit: unswept }],
      ['credit', { credit: unswept }],
      ['amount', { amount: 61n }],
      ['overdraw', { overdraw: true }],
      ['reason', { reason: 'other' }],
      ['subject_id', { subjectId: newId() }],
    ]
    for (const [field, change] of changed) {
      const answer = await send(companyId, { ...transfer, ...change } as NewTransfer)
      expect(answer).toEqual({ booked: false, problem: 'exists_with_different', index: 0, field })
    }
  })

  it('a batch of old and new transfers books the new ones only', async () => {
    const { companyId, wallet, payable, read } = await company(100n)
    const old = post(wallet, payable, 60n)
    await send(companyId, old)
    const fresh = post(wallet, payable, 40n)
    expect(await send(companyId, old, fresh, fresh)).toEqual({ booked: true, replayed: false })
    expect(await read(wallet)).toEqual([0n, 0n])
  })

  it('of many concurrent first sends exactly one books, and all are answered the same', async () => {
    const { companyId, wallet, payable, read } = await company(100n)
    const transfer = post(wallet, payable, 100n)
    const answers = await Promise.all(Array.from({ length: 12 }, () => send(companyId, transfer)))
    expect(answers.every((answer) => answer.booked)).toBe(true)
    expect(answers.filter((answer) => answer.booked && !answer.replayed)).toHaveLength(1)
    expect(await read(wallet)).toEqual([0n, 0n])
  })

  it('two concurrent sends of one id over different accounts: one books, the other is told the difference', async () => {
    const { companyId, unswept } = await company(0n)
    const id = newId()
    const equity = companyAccount('EQUITY', companyId, ASSET)
    const holding = companyAccount('HOLDING', companyId, ASSET)
    const wallet = virtualBalance(newId(), ASSET)
    const one = post(unswept, wallet, 5n, { id })
    const other = post(holding, equity, 7n)
    let booked: Booking | undefined
    let second: Promise<Booking> | undefined
    await inTransaction(database.db, async (tx) => {
      booked = await book(tx, companyId, [one], NOW)
      second = send(companyId, other, { ...other, id } as NewTransfer)
      await waitForBlockedInsert()
    })
    expect(booked).toEqual({ booked: true, replayed: false })
    expect(await second).toEqual({
      booked: false,
      problem: 'exists_with_different',
      index: 1,
      field: 'debit',
    })
    const rows = await database.db
      .selectFrom('ledger_transfers')
      .select('id')
      .where('company_id', '=', companyId)
      .execute()
    expect(rows).toEqual([{ id }])
    expect((await readBalances(database.db, companyId, [holding]))[0]?.balance).toBe(0n)
  })
})

/** Until a session waits for the end of another's transaction: it has met the row that is not committed. */
async function waitForBlockedInsert(): Promise<void> {
  const deadline = Date.now() + 10_000
  for (;;) {
    const { rows } = await sql`
      SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event = 'transactionid' AND query LIKE '%INSERT INTO ledger_transfers%'
    `.execute(database.db)
    if (rows.length > 0) return
    if (Date.now() > deadline) throw new Error('no insert met the uncommitted row')
  }
}

describe('guards', () => {
  it('what is not there cannot be taken, and the batch leaves nothing', async () => {
    const { companyId, wallet, payable, read } = await company(100n)
    const answer = await send(companyId, post(wallet, payable, 70n), post(wallet, payable, 31n))
    expect(answer).toEqual({
      booked: false,
      problem: 'insufficient',
      index: 1,
      account: wallet,
      available: 30n,
    })
    expect(await read(wallet)).toEqual([100n, 100n])
    expect(await read(payable)).toEqual([0n, 0n])
  })

  it('a fact of the world overdraws, and the account can be filled up bit by bit but not lowered', async () => {
    const { companyId, wallet, unswept, payable, read } = await company(100n)
    await send(companyId, post(wallet, payable, 100n))
    expect(await send(companyId, post(wallet, unswept, 100n, { overdraw: true }))).toMatchObject({
      booked: true,
    })
    expect(await read(wallet)).toEqual([-100n, -100n])
    expect(await send(companyId, post(unswept, wallet, 30n))).toMatchObject({ booked: true })
    expect(await read(wallet)).toEqual([-70n, -70n])
    expect(await send(companyId, post(wallet, payable, 1n))).toMatchObject({
      problem: 'insufficient',
      available: -70n,
    })
  })
})

describe('holds', () => {
  async function held(funds: bigint, amount: bigint) {
    const all = await company(funds)
    const hold = post(all.wallet, all.payable, amount, { type: 'HOLD', expiresAt: null })
    expect(await send(all.companyId, hold)).toEqual({ booked: true, replayed: false })
    const of = (type: 'CAPTURE' | 'RELEASE', part: bigint): NewTransfer => ({
      type,
      id: newId(),
      holdId: hold.id,
      amount: part,
      reason: 'card_purchase',
      subjectId: hold.subjectId,
    })
    return { ...all, hold, of }
  }

  it('reserve on the payer and leave the balance', async () => {
    const { companyId, wallet, payable, read, hold } = await held(100n, 80n)
    expect(await read(wallet)).toEqual([100n, 20n])
    expect(await read(payable)).toEqual([0n, 0n])
    expect(await send(companyId, post(wallet, payable, 21n))).toMatchObject({
      problem: 'insufficient',
      available: 20n,
    })
    expect(await send(companyId, hold)).toEqual({ booked: true, replayed: true })
  })

  it('are captured in parts, the rest released, and no more', async () => {
    const { companyId, wallet, payable, read, of } = await held(100n, 80n)
    await send(companyId, of('CAPTURE', 30n), of('CAPTURE', 20n))
    expect(await read(wallet)).toEqual([50n, 20n])
    expect(await send(companyId, of('RELEASE', 31n))).toEqual({
      booked: false,
      problem: 'release_exceeds_hold',
      index: 0,
      remaining: 30n,
    })
    await send(companyId, of('RELEASE', 30n))
    expect(await read(wallet)).toEqual([50n, 50n])
    expect(await read(payable)).toEqual([50n, 50n])
  })

  it('captured over their amount take the excess from what is available, and only that', async () => {
    const { companyId, wallet, read, of } = await held(100n, 80n)
    expect(await send(companyId, of('CAPTURE', 101n))).toMatchObject({
      problem: 'insufficient',
      available: 20n,
    })
    expect(await send(companyId, of('CAPTURE', 95n))).toMatchObject({ booked: true })
    expect(await read(wallet)).toEqual([5n, 5n])
    expect(await send(companyId, { ...of('CAPTURE', 10n), overdraw: true })).toMatchObject({ booked: true })
    expect(await read(wallet)).toEqual([-5n, -5n])
  })

  it('opened, captured and released in one batch add up', async () => {
    const { companyId, wallet, payable, read } = await company(100n)
    const hold = post(wallet, payable, 50n, { type: 'HOLD', expiresAt: null })
    const of = (type: 'CAPTURE' | 'RELEASE', amount: bigint): NewTransfer => ({
      type,
      id: newId(),
      holdId: hold.id,
      amount,
      reason: 'card_purchase',
      subjectId: hold.subjectId,
    })
    expect(await send(companyId, hold, of('CAPTURE', 20n), of('RELEASE', 25n))).toMatchObject({
      booked: true,
    })
    expect(await read(wallet)).toEqual([80n, 75n])
  })

  it('reserve what a debit-normal payer holds, too', async () => {
    const { companyId, read } = await company(0n)
    const holding = companyAccount('HOLDING', companyId, ASSET)
    const inTransit = companyAccount('IN_TRANSIT', companyId, ASSET)
    await send(companyId, post(holding, companyAccount('EQUITY', companyId, ASSET), 10n))
    await send(companyId, post(inTransit, holding, 7n, { type: 'HOLD', expiresAt: null }))
    expect(await read(holding)).toEqual([10n, 3n])
    expect(await send(companyId, post(inTransit, holding, 4n))).toMatchObject({ problem: 'insufficient' })
  })

  it('that nobody opened, or another company opened, are not found', async () => {
    const { of } = await held(100n, 80n)
    const other = await company(100n)
    expect(await send(other.companyId, of('CAPTURE', 1n))).toEqual({
      booked: false,
      problem: 'hold_not_found',
      index: 0,
    })
  })
})

it('ids in capitals name the same account and the same transfer', async () => {
  const { companyId, wallet, payable, read } = await company(100n)
  const transfer = post(wallet, payable, 60n)
  await send(companyId, transfer)
  const loud = {
    ...transfer,
    id: transfer.id.toUpperCase(),
    debit: { ...wallet, ownerId: wallet.ownerId.toUpperCase() },
  }
  expect(await send(companyId.toUpperCase(), loud as NewTransfer)).toEqual({ booked: true, replayed: true })
  expect(await read(wallet)).toEqual([40n, 40n])
})

it('sums of many largest amounts do not overflow', async () => {
  const { companyId, wallet, unswept, read } = await company(0n)
  const most = 2n ** 256n - 1n
  for (let n = 0; n < 12; n++) await send(companyId, post(unswept, wallet, most))
  expect(await read(wallet)).toEqual([12n * most, 12n * most])
})

it('what no caller may send throws before anything is read', async () => {
  const { companyId, wallet, payable } = await company(100n)
  const broken: Partial<NewTransfer>[] = [
    { amount: 0n },
    { amount: -1n },
    { amount: 10n ** 78n },
    { id: 'x' },
    { reason: 'a\tb' },
    { credit: wallet },
    { credit: { ...payable, assetId: 'USD' } },
  ]
  for (const part of broken) await expect(send(companyId, post(wallet, payable, 1n, part))).rejects.toThrow()
})

it('accounts are listed page by page', async () => {
  const { companyId } = await company(100n)
  const first = await listAccounts(database.db, companyId, { after: null, size: 1 })
  const rest = await listAccounts(database.db, companyId, { after: first[0]?.id ?? null, size: 10 })
  expect([...first, ...rest].map((account) => account.ref.code).sort()).toEqual([
    'UNSWEPT',
    'VIRTUAL_BALANCE',
  ])
})
