import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../tests/harness/database.ts'
import { inTransaction } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import { companyAccount, virtualBalance } from './accounts.ts'
import { book } from './book.ts'
import { ASSET, bookAlone, NOW, openCompany, post, until } from './books.fixture.ts'
import { lockAccounts } from './lock.ts'
import type { Booking, NewTransfer } from './types.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

const company = (funds: bigint) => openCompany(database.db, funds)

describe('a transfer id is booked once', () => {
  it('a repetition with the same content is answered as booked and changes nothing', async () => {
    const { send, wallet, payable, read } = await company(100n)
    const transfer = post(wallet, payable, 60n)
    expect(await send(transfer)).toEqual({ booked: true, replayed: false })
    expect(await send(transfer)).toEqual({ booked: true, replayed: true })
    expect(await read(wallet)).toEqual([40n, 40n])
  })

  it('a repetition with another content is refused by the name of the field, and changes nothing', async () => {
    const { send, wallet, payable, unswept, read } = await company(100n)
    const transfer = post(wallet, payable, 60n)
    await send(transfer)
    const different: [string, NewTransfer][] = [
      ['type', { ...transfer, type: 'HOLD', expiresAt: null }],
      ['debit', { ...transfer, debit: unswept }],
      ['credit', { ...transfer, credit: unswept }],
      ['amount', { ...transfer, amount: 61n }],
      ['overdraw', { ...transfer, overdraw: true }],
      ['reason', { ...transfer, reason: 'other' }],
      ['subject_id', { ...transfer, subjectId: newId() }],
    ]
    for (const [field, changed] of different)
      expect(await send(changed)).toEqual({
        booked: false,
        problem: 'exists_with_different',
        index: 0,
        field,
      })
    expect(await read(wallet)).toEqual([40n, 40n])
  })

  it('a batch of old and new transfers books the new ones only', async () => {
    const { send, wallet, payable, read } = await company(100n)
    const old = post(wallet, payable, 60n)
    await send(old)
    const fresh = post(wallet, payable, 40n)
    expect(await send(old, fresh, fresh)).toEqual({ booked: true, replayed: false })
    expect(await read(wallet)).toEqual([0n, 0n])
  })

  it('of many concurrent first sends exactly one books, and all are answered the same', async () => {
    const { send, wallet, payable, read } = await company(100n)
    const transfer = post(wallet, payable, 100n)
    const answers = await Promise.all(Array.from({ length: 12 }, () => send(transfer)))
    expect(answers.every((answer) => answer.booked)).toBe(true)
    expect(answers.filter((answer) => answer.booked && !answer.replayed)).toHaveLength(1)
    expect(await read(wallet)).toEqual([0n, 0n])
  })

  it('of two concurrent sends over different accounts one books, the other is told the difference and leaves nothing', async () => {
    const { companyId, send, unswept, wallet, read } = await company(0n)
    const holding = companyAccount('HOLDING', companyId, ASSET)
    const equity = companyAccount('EQUITY', companyId, ASSET)
    const one = post(unswept, wallet, 5n)
    const other = post(holding, equity, 7n)
    let second: Promise<Booking> | undefined
    await inTransaction(database.db, async (tx) => {
      await book(tx, companyId, [one], NOW)
      second = send(other, { ...other, id: one.id })
      await until('the second send has met the row that is not committed', insertWaits)
    })
    const told = { booked: false, problem: 'exists_with_different', index: 1, field: 'debit' }
    expect(await second).toEqual(told)
    expect(await read(holding)).toEqual([0n, 0n])
    const rows = await database.db
      .selectFrom('ledger_transfers')
      .select('id')
      .where('company_id', '=', companyId)
      .execute()
    expect(rows).toEqual([{ id: one.id }])
  })

  it('an id in capitals is the same id, of transfer, account and company', async () => {
    const { companyId, wallet, payable, read, send } = await company(100n)
    const transfer = post(wallet, payable, 60n)
    await send(transfer)
    const loud: NewTransfer = {
      ...transfer,
      id: transfer.id.toUpperCase(),
      debit: { ...wallet, ownerId: wallet.ownerId.toUpperCase() },
    }
    expect(await bookAlone(database.db, companyId.toUpperCase(), [loud])).toEqual({
      booked: true,
      replayed: true,
    })
    expect(await read(wallet)).toEqual([40n, 40n])
  })

  it('the same id in two companies is two transfers', async () => {
    const [a, b] = [await company(100n), await company(100n)]
    const id = newId()
    expect(await a.send({ ...post(a.wallet, a.payable, 10n), id })).toMatchObject({ replayed: false })
    expect(await b.send({ ...post(b.wallet, b.payable, 20n), id })).toMatchObject({ replayed: false })
  })
})

async function insertWaits(): Promise<boolean> {
  const { rows } = await sql`
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event = 'transactionid'
      AND query LIKE '%INSERT INTO ledger_transfers%'`.execute(database.db)
  return rows.length > 0
}

describe('guards', () => {
  it('what is not there cannot be taken, and the batch leaves nothing', async () => {
    const { send, wallet, payable, read } = await company(100n)
    const answer = await send(post(wallet, payable, 70n), post(wallet, payable, 31n))
    const problem = { problem: 'insufficient', index: 1, account: wallet, available: 30n }
    expect(answer).toEqual({ booked: false, ...problem })
    expect(await read(wallet)).toEqual([100n, 100n])
    expect(await read(payable)).toEqual([0n, 0n])
  })

  it('200 concurrent payments against a balance that covers 50 book exactly 50', async () => {
    const { send, wallet, payable, read } = await company(50n)
    const answers = await Promise.all(Array.from({ length: 200 }, () => send(post(wallet, payable, 1n))))
    expect(answers.filter((answer) => answer.booked)).toHaveLength(50)
    expect(await read(wallet)).toEqual([0n, 0n])
    expect(await read(payable)).toEqual([50n, 50n])
  })

  it('a fact of the world overdraws, and the account can be filled up bit by bit but not lowered', async () => {
    const { send, wallet, unswept, payable, read } = await company(100n)
    await send(post(wallet, payable, 100n))
    expect(await send({ ...post(wallet, unswept, 100n), overdraw: true })).toMatchObject({ booked: true })
    expect(await read(wallet)).toEqual([-100n, -100n])
    expect(await send(post(unswept, wallet, 30n))).toMatchObject({ booked: true })
    expect(await read(wallet)).toEqual([-70n, -70n])
    const lower = await send(post(wallet, payable, 1n))
    expect(lower).toMatchObject({ problem: 'insufficient', available: -70n })
  })

  it('sums of many largest amounts do not overflow', async () => {
    const { send, wallet, unswept, read } = await company(0n)
    const most = 2n ** 256n - 1n
    for (let n = 0; n < 12; n++) await send(post(unswept, wallet, most))
    expect(await read(wallet)).toEqual([12n * most, 12n * most])
  })
})

it('each batch raises the version of the accounts that it changes by one, and of no other', async () => {
  const { companyId, send, wallet, payable } = await company(100n)
  const versions = async () => {
    const rows = await database.db
      .selectFrom('ledger_accounts')
      .select(['code', 'version'])
      .where('company_id', '=', companyId)
      .execute()
    return Object.fromEntries(rows.map((row) => [row.code, row.version]))
  }
  const transfer = post(wallet, payable, 1n)
  await send(transfer, post(wallet, payable, 2n))
  expect(await versions()).toEqual({ UNSWEPT: 1n, VIRTUAL_BALANCE: 2n, PAYABLE: 1n })
  await send(transfer)
  await send(post(wallet, payable, 1_000n))
  expect(await versions()).toEqual({ UNSWEPT: 1n, VIRTUAL_BALANCE: 2n, PAYABLE: 1n })
})

it('transactions that book twice do not deadlock when they lock all their accounts first', async () => {
  const { companyId } = await company(0n)
  const refs = Array.from({ length: 6 }, () => virtualBalance(newId(), ASSET))
  const equity = companyAccount('EQUITY', companyId, ASSET)
  const rounds = Array.from({ length: 40 }, (_, n) =>
    inTransaction(database.db, async (tx) => {
      const mine = n % 2 === 0 ? refs : refs.toReversed()
      await lockAccounts(tx, companyId, [equity, ...refs])
      for (const ref of mine) await book(tx, companyId, [post(equity, ref, 1n)], NOW)
    }),
  )
  await Promise.all(rounds)
  const rows = await database.db
    .selectFrom('ledger_accounts')
    .select('credits')
    .where('company_id', '=', companyId)
    .where('code', '=', 'VIRTUAL_BALANCE')
    .execute()
  expect(rows.map((row) => row.credits)).toEqual(Array(6).fill(40n))
})

it('what no caller may send throws before anything is written', async () => {
  const { send, wallet, payable, read } = await company(100n)
  const good = post(wallet, payable, 1n)
  const broken: NewTransfer[] = [
    { ...good, amount: 0n },
    { ...good, amount: -1n },
    { ...good, amount: 10n ** 78n },
    { ...good, id: 'x' },
    { ...good, subjectId: 'x' },
    { ...good, reason: 'a\tb' },
    { ...good, credit: wallet },
    { ...good, credit: { ...payable, assetId: 'USD' } },
    { ...good, debit: { ...wallet, ownerId: 'x' } },
    { ...good, type: 'CAPTURE', holdId: 'x' },
  ]
  for (const transfer of broken) await expect(send(good, transfer)).rejects.toThrow()
  expect(await read(wallet)).toEqual([100n, 100n])
})
